package main

func f() {}
func f() {}

type T struct { a int; a string }

func main() {
	var x int
	var x string
	switch 1 { case 1: case 1: }
	break
	continue
	for { }
}
