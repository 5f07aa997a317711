package main

import "fmt"

type shape struct{ sides []int }

func (s *shape) side(i int) int { return s.sides[i] }

func main() {
	s := &shape{sides: []int{3, 4, 5}}
	defer fmt.Println("deferred calls run first")
	fmt.Println(s.side(1))
	fmt.Println(s.side(7))
}
