package main

import "fmt"

type T struct{ A int }

func f(a int, b string) (int, error) { return a, nil }

func main() {
	var s string = 5
	x := 1 + "a"
	var n int = "q"
	n = s
	f(1)
	f("a", 2)
	f(1, "b", 3)
	v := f(1, "b")
	var t T
	t.B = 1
	t.foo()
	fmt.Println(s + n, v, x, t)
	if n { }
}
