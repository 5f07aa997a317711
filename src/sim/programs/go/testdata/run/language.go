package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Rect struct{ W, H float64 }
type Circle struct{ R float64 }

func (r Rect) Area() float64       { return r.W * r.H }
func (r Rect) Perimeter() float64  { return 2 * (r.W + r.H) }
func (c *Circle) Area() float64    { return 3 * c.R * c.R }
func (c *Circle) Perimeter() float64 { return 6 * c.R }

type Animal struct{ Name string }

func (a *Animal) SetName(n string) { a.Name = n }
func (a Animal) Hello() string     { return "I am " + a.Name }

type Dog struct {
	Animal
	Age int
}
type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue"}[d] }

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero, false
	}
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}
func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

type Number interface{ ~int | ~float64 }

func Sum[T Number](xs ...T) T {
	var s T
	for _, x := range xs {
		s += x
	}
	return s
}

type MyErr struct{ Code int }

func (e *MyErr) Error() string { return fmt.Sprintf("code %d", e.Code) }

var ErrX = errors.New("x")

func f(n int) (res int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			res = -1
		}
	}()
	if n == 0 {
		panic("zero")
	}
	if n == 1 {
		var a []int
		_ = a[n]
	}
	if n == 2 {
		var m map[string]int
		m["a"] = 1
	}
	if n == 3 {
		return 0, &MyErr{3}
	}
	if n == 4 {
		return 0, fmt.Errorf("wrap: %w", ErrX)
	}
	var p *Rect
	if n == 5 {
		_ = p.W
	}
	return 10 / (n - 6), nil
}

var total = initial + 1
var initial = compute()

func compute() int { return 41 }
func init()        { fmt.Println("init", total) }

func main() {
	shapes := []Shape{Rect{2, 3}, &Circle{1}}
	for i, s := range shapes {
		fmt.Printf("%d %T %.2f %v\n", i, s, s.Area(), s)
	}
	d := Dog{Animal{"Rex"}, 3}
	d.SetName("Max")
	fmt.Println(d.Hello(), d, &d)
	fmt.Printf("%+v %#v %v %d %s\n", d, d, Tuesday, Tuesday, Monday)
	st := &Stack[string]{}
	st.Push("a")
	st.Push("b")
	x, ok := st.Pop()
	fmt.Println(x, ok, len(st.items))
	fmt.Println(Map([]int{1, 2, 3}, func(i int) string { return strings.Repeat("*", i) }))
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2))
	for i := 0; i < 8; i++ {
		r, err := f(i)
		var me *MyErr
		fmt.Println(i, r, err, errors.Is(err, ErrX), errors.As(err, &me))
	}
	m := map[string][]int{"a": {1}, "b": {2, 3}}
	m["c"] = append(m["c"], 9)
	fmt.Println(m, len(m))
	if v, ok := m["zz"]; !ok {
		fmt.Println("none", v == nil)
	}
	delete(m, "a")
	fmt.Println(m)
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := 0
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			count += i
			mu.Unlock()
		}()
	}
	wg.Wait()
	fmt.Println("count", count)
	ch := make(chan int)
	done := make(chan struct{})
	go func() {
		for v := range ch {
			fmt.Print(v, " ")
		}
		fmt.Println()
		close(done)
	}()
	for i := 0; i < 5; i++ {
		ch <- i * i
	}
	close(ch)
	<-done
	select {
	case <-time.After(10 * time.Millisecond):
		fmt.Println("timeout")
	}
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 2; return i })
	}
	for _, g := range fs {
		fmt.Print(g(), g(), " ")
	}
	fmt.Println()
	arr := [3]int{1, 2, 3}
	b := arr
	b[0] = 100
	p := &arr
	p[1] = 50
	fmt.Println(arr, b, len(arr), arr == [3]int{1, 50, 3})
	s := arr[:2]
	s = append(s, 7)
	fmt.Println(arr, s, cap(s))
	for i, r := range "héy" {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println(len("héy"), []byte("hé"), []rune("hé"))
	switch y := any(d).(type) {
	case Animal:
		fmt.Println("animal")
	case Dog, *Dog:
		fmt.Printf("dog %T\n", y)
	}
	switch {
	case count > 40:
		fmt.Println("big")
		fallthrough
	case count > 100:
		fmt.Println("fell")
	default:
		fmt.Println("no")
	}
outer:
	for i := 0; i < 3; i++ {
		for j := 0; j < 3; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	var i8 int8 = 127
	i8++
	var u8 uint8 = 0
	u8--
	var u uint32 = 1 << 31
	u <<= 1
	var big int64 = 1<<62 + 3
	fmt.Println(i8, u8, u, big*3, big>>3, ^5, 7&^2, -7/2, -7%3, 1<<10)
	h := uint64(14695981039346656037)
	for _, c := range []byte("hello") {
		h ^= uint64(c)
		h *= 1099511628211
	}
	fmt.Println(h, fmt.Sprintf("%x", h))
	fmt.Printf("%5d|%-5d|%05d|%x|%X|%o|%b|%c|%q|%U\n", 42, 42, 42, 255, 255, 8, 5, 'A', 'B', 0x1F600)
	fmt.Printf("%8.3f|%-8.2f|%e|%g|%v|%v\n", 3.14159, 2.5, 12345.678, 1e21, 1e6, 1e-7)
	fmt.Printf("%s|%10s|%-10s|%q|%v|%t|%p\n", "go", "go", "go", "a\"b\n", nil, true, nil)
	fmt.Printf("%d %s\n", "x", 5)
	fmt.Printf("%d\n")
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d\n", 1, 2)
	fmt.Printf("%v %+v %T\n", []string{"a"}, struct {
		A int
		B *int
	}{1, nil}, map[string]any{"a": 1})
	type pt struct{ X, Y int }
	pts := map[pt]string{{1, 2}: "a"}
	fmt.Println(pts[pt{1, 2}], pts)
	pp := &pt{1, 2}
	q := *pp
	q.X = 9
	pp.Y = 7
	fmt.Println(*pp, q)
	var e error
	fmt.Println(e == nil, e)
	defer fmt.Println("deferred 1")
	defer func() {
		fmt.Println("deferred 2", recover())
		os.Exit(3)
	}()
	var np *Dog
	fmt.Println(np.Age)
}
