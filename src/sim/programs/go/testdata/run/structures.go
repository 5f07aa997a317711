package main

import "fmt"

type Node struct {
	Val         int
	Left, Right *Node
}

func (n *Node) Insert(v int) *Node {
	if n == nil {
		return &Node{Val: v}
	}
	if v < n.Val {
		n.Left = n.Left.Insert(v)
	} else {
		n.Right = n.Right.Insert(v)
	}
	return n
}
func (n *Node) Walk(f func(int)) {
	if n != nil {
		n.Left.Walk(f)
		f(n.Val)
		n.Right.Walk(f)
	}
}
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}
func worker(id int, jobs <-chan int, results chan<- int) {
	for j := range jobs {
		results <- j * 2
	}
	_ = id
}
func seq(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

type Grid [3][3]int
type Inner struct{ A [2]int }
type Outer struct {
	In  Inner
	Ptr *Inner
}

func multi() (int, string) { return 1, "x" }
func take(a int, b string)  { fmt.Println(a, b) }
func vari(pre string, xs ...int) int {
	return len(pre) + len(xs)
}

func main() {
	var root *Node
	for _, v := range []int{5, 2, 8, 1} {
		root = root.Insert(v)
	}
	root.Walk(func(v int) { fmt.Print(v, " ") })
	fmt.Println(fib(20))
	jobs, results := make(chan int, 10), make(chan int, 10)
	for w := 0; w < 3; w++ {
		go worker(w, jobs, results)
	}
	for i := 1; i <= 5; i++ {
		jobs <- i
	}
	close(jobs)
	sum := 0
	for i := 0; i < 5; i++ {
		sum += <-results
	}
	fmt.Println(sum)
	for v := range seq(10) {
		if v == 3 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println()
	var g Grid
	g[1][1] = 5
	h := g
	h[0][0] = 1
	fmt.Println(g, h)
	o := Outer{In: Inner{[2]int{1, 2}}, Ptr: &Inner{}}
	o2 := o
	o2.In.A[0] = 99
	o2.Ptr.A[1] = 7
	fmt.Println(o.In, o2.In, *o.Ptr)
	take(multi())
	fmt.Println(vari("ab", 1, 2, 3), vari("a"), vari("", []int{1, 2}...))
	fn := root.Walk
	fn(func(int) {})
	x := 10
	px := &x
	*px += 5
	fmt.Println(x, *px)
	a, b := 1, 2
	a, b = b, a
	fmt.Println(a, b)
	arr := []int{1, 2, 3}
	i := 0
	i, arr[i] = 2, 9
	fmt.Println(i, arr)
	c := struct {
		N int
		S []string
	}{N: 1}
	c.S = append(c.S, "q")
	fmt.Printf("%+v\n", c)
	var iface interface{} = 3.5
	if f, ok := iface.(float64); ok {
		fmt.Println("float", f)
	}
	n, ok := iface.(int)
	fmt.Println(n, ok)
	m := map[string]*Node{}
	m["a"] = &Node{Val: 1}
	m["a"].Val++
	fmt.Println(m["a"].Val)
	counts := map[rune]int{}
	for _, r := range "hello" {
		counts[r]++
	}
	fmt.Println(counts['l'], len(counts))
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		_ = iface.(string)
	}()
	func() {
		for i := 0; i < 3; i++ {
			defer fmt.Print(i, " ")
		}
	}()
	fmt.Println()
	matrix := make([][]float64, 2)
	for i := range matrix {
		matrix[i] = make([]float64, 2)
		for j := range matrix[i] {
			matrix[i][j] = float64(i*2+j) / 3
		}
	}
	fmt.Println(matrix)
	fmt.Println(min(3, 1, 2), max(2.5, 1))


}
