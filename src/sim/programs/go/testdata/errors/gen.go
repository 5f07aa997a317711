package main

import "fmt"

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs []T) T { var s T; for _, x := range xs { s += x }; return s }
func Mk[T any]() T { var z T; return z }

func main() {
	fmt.Println(Sum([]string{"a"}))
	Mk()
	fmt.Println(Sum[int]([]float64{1}))
}
