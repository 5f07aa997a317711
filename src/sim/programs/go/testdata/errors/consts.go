package main

import "fmt"

func main() {
	var b byte = 300
	var i int8 = -200
	var u uint = -1
	a := [3]int{1,2,3}
	fmt.Println(a[5], 1/0, b, i, u)
	var f float64 = 1.5
	var n int = f
	n = 1.5
	n = int(1.5)
	fmt.Println(n, int(f), byte(300), "a" == 1, nil == nil)
	x := nil
}
