package main

func main() {
	x := 1
	x := 2
	x = "a"
	5 = x
	var a, b = 1
	a, b = 1, 2, 3
	x++
	const c = 1
	c = 2
	m := map[string]struct{ A int }{}
	m["a"].A = 1
	var p *int = x
	_ = p
	x == 1
	_ = a + b
}
