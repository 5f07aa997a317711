package main

import "fmt"

func main() {
	fmt.Printn("x")
	foo()
	var a int = b
	fmt.Println(a.c, fmt.println)
}
