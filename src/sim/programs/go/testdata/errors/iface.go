package main

import "fmt"

type S interface{ Area() float64 }
type A struct{}
type B struct{}

func (b *B) Area() float64 { return 1 }

func main() {
	var s S = A{}
	var q S = B{}
	fmt.Println(s, q)
	var e error = "x"
	_ = e
}
