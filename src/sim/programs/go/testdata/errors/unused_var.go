package main

func main() {
	x := 1
	var y string
	z, err := 1, 2
	_ = err
}
