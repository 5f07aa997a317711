package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sort"
	"strings"
	"time"
)

type Logger interface{ Log(string) }
type Base struct {
	ID   int
	logs []string
}

func (b *Base) Log(s string) { b.logs = append(b.logs, fmt.Sprintf("%d:%s", b.ID, s)) }

type Service struct {
	*Base
	Logger2 Logger
	Name    string
	opts    map[string]func(int) int
}
type Option func(*Service)

func WithName(n string) Option { return func(s *Service) { s.Name = n } }
func NewService(opts ...Option) *Service {
	s := &Service{Base: &Base{ID: 7}, opts: map[string]func(int) int{}}
	for _, o := range opts {
		o(s)
	}
	return s
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}
type OrderedMap[K cmp.Ordered, V any] struct{ m map[K]V }

func (o *OrderedMap[K, V]) Set(k K, v V) {
	if o.m == nil {
		o.m = make(map[K]V)
	}
	o.m[k] = v
}
func (o *OrderedMap[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		keys := make([]K, 0)
		for k := range o.m {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if !yield(k, o.m[k]) {
				return
			}
		}
	}
}
func Filter[T any](xs []T, keep func(T) bool) (out []T) {
	for _, x := range xs {
		if keep(x) {
			out = append(out, x)
		}
	}
	return
}
func Reduce[T, A any](xs []T, init A, f func(A, T) A) A {
	for _, x := range xs {
		init = f(init, x)
	}
	return init
}
func Keys[M ~map[K]V, K comparable, V any](m M) []K {
	r := make([]K, 0, len(m))
	for k := range m {
		r = append(r, k)
	}
	return r
}

type List[T any] struct {
	head *node[T]
	size int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) { l.head = &node[T]{v, l.head}; l.size++ }
func (l *List[T]) Each(f func(T)) {
	for n := l.head; n != nil; n = n.next {
		f(n.v)
	}
}

type State uint8

const (
	Idle State = iota
	Running
	Stopped
	_
	Last
)
const (
	KB = 1 << (10 * (iota + 1))
	MB
)

func (s State) String() string {
	switch s {
	case Idle:
		return "idle"
	case Running, Stopped:
		return "busy"
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

type NotFound struct{ What string }

func (n NotFound) Error() string { return n.What + " not found" }

func find(k string) (string, error) {
	if k == "" {
		return "", NotFound{"key"}
	}
	return k, nil
}

type Visitor func(depth int, name string) error

func walk(depth int, v Visitor) error {
	if depth > 2 {
		return errors.New("too deep")
	}
	if err := v(depth, strings.Repeat("x", depth)); err != nil {
		return fmt.Errorf("at %d: %w", depth, err)
	}
	return walk(depth+1, v)
}
func named() (x int, err error) {
	defer func() {
		x *= 2
		if e := recover(); e != nil {
			err = e.(error)
		}
	}()
	x = 21
	var m map[string]int
	if len(os.Args) > 100 {
		return 1, nil
	}
	m["a"]++
	return x, nil
}
func producer(n int) <-chan int {
	ch := make(chan int, 2)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	return ch
}

type Celsius float64
type Temp interface{ ~float64 }

func Avg[T Temp](ts ...T) T {
	var s T
	for _, t := range ts {
		s += t
	}
	return s / T(len(ts))
}

var (
	a = b + 1
	b = f()
	c = "init"
)

func f() int { return len(c) }

func main() {
	s := NewService(WithName("svc"), func(s *Service) { s.opts["double"] = func(i int) int { return i * 2 } })
	s.Log("hello")
	s.Logger2 = s
	s.Logger2.Log("again")
	fmt.Println(s.logs, s.ID, s.Name, s.opts["double"](4), a, b)
	var om OrderedMap[string, int]
	om.Set("z", 26)
	om.Set("a", 1)
	for k, v := range om.All() {
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println()
	p := Pair[string, []int]{"k", []int{1}}
	fmt.Printf("%v %+v %T\n", p, p, p)
	ev := Filter([]int{1, 2, 3, 4}, func(i int) bool { return i%2 == 0 })
	fmt.Println(ev, Reduce(ev, "", func(a string, i int) string { return a + fmt.Sprint(i) }))
	ks := Keys(map[string]bool{"x": true})
	fmt.Println(ks, Avg(Celsius(20), 30), Avg[Celsius](1, 2))
	var l List[string]
	l.Push("a")
	l.Push("b")
	l.Each(func(s string) { fmt.Print(s, " ") })
	fmt.Println(l.size, Running, Last, Idle, KB, MB)
	fmt.Printf("%v %d %s %x %q\n", Stopped, Stopped, Last, Running, Idle)
	_, err := find("")
	var nf NotFound
	fmt.Println(err, errors.As(err, &nf), nf.What, err == NotFound{"key"})
	fmt.Println(walk(0, func(d int, n string) error {
		if d == 2 {
			return err
		}
		return nil
	}))
	fmt.Println(named())
	sum := 0
	for v := range producer(5) {
		sum += v
	}
	fmt.Println(sum)
	log := s.Log
	log("bound")
	logf := (*Base).Log
	logf(s.Base, "expr")
	fmt.Println(len(s.logs), s.logs[3])
	grid := [2][3]int{{1, 2, 3}, {4}}
	for i, row := range grid {
		row[0] = 99
		for j := range row {
			grid[i][j] += j
		}
	}
	fmt.Println(grid, len(grid[0]))
	type point struct{ x, y int }
	seen := map[point]int{}
	for _, q := range []point{{1, 2}, {1, 2}, {3, 4}} {
		seen[q]++
	}
	fmt.Println(seen[point{1, 2}], len(seen))
	ptrs := []*point{}
	for i := 0; i < 3; i++ {
		pt := point{i, i}
		ptrs = append(ptrs, &pt)
	}
	ptrs[0].x = 100
	fmt.Println(*ptrs[0], *ptrs[1], *ptrs[2])
	m := map[string]point{"a": {1, 2}}
	pt := m["a"]
	pt.x = 9
	fmt.Println(m["a"], pt, m["none"])
	x := []int{1, 2, 3, 4, 5}
	y := x[1:3:4]
	y = append(y, 10)
	y = append(y, 11)
	y[0] = 50
	fmt.Println(x, y, len(y), cap(x[2:]))
	copy(x, x[2:])
	fmt.Println(x)
	done := make(chan bool)
	ticker := time.NewTicker(5 * time.Millisecond)
	go func() { time.Sleep(18 * time.Millisecond); done <- true }()
	n := 0
loop:
	for {
		select {
		case <-ticker.C:
			n++
		case <-done:
			break loop
		}
	}
	fmt.Println("ticks", n)
	select {
	case v := <-make(chan int):
		fmt.Println(v)
	default:
		fmt.Println("default")
	}
	var e interface{} = 3
	switch v := e.(type) {
	case string, []byte:
		fmt.Printf("%T\n", v)
	case int:
		fmt.Println("int", v+1)
	case nil:
		fmt.Println("nil")
	}
	if v, ok := e.(fmt.Stringer); !ok {
		fmt.Println("no stringer", v)
	}
	bs := []byte("hello")
	bs[0] = 'H'
	bs = append(bs, " world"...)
	fmt.Println(string(bs), string(rune(65)), []rune("añ")[1] == 'ñ')
	func() {
		defer func() {
			r := recover()
			fmt.Println("outer", r)
		}()
		defer func() {
			defer func() { fmt.Println("inner", recover()) }()
			panic("second")
		}()
		panic("first")
	}()
	words := strings.Fields("the quick brown fox jumps over the lazy dog the end")
	freq := map[string]int{}
	for _, w := range words {
		freq[w]++
	}
	type kv struct {
		k string
		v int
	}
	var kvs []kv
	for k, v := range freq {
		kvs = append(kvs, kv{k, v})
	}
	sort.Slice(kvs, func(i, j int) bool {
		if kvs[i].v != kvs[j].v {
			return kvs[i].v > kvs[j].v
		}
		return kvs[i].k < kvs[j].k
	})
	fmt.Println(kvs[:3])
	var arr [5]int
	for i := range arr {
		arr[i] = i * i
	}
	sl := arr[:]
	sl[2] = -1
	fmt.Println(arr, *&arr[2], len(arr[1:4]))
	const big = 1 << 100
	u200, m128 := 200, -128
	fmt.Println(big>>98, 7.0/2, 7/2, 1e3, 'a'+1, "s"+"t", 5%3, -5%3, 0x1F, 0b101, 0o17, 1_000)
	var i32 int32 = 1 << 30
	fmt.Println(i32*4, uint8(u200)+100, int8(m128)/-1, ^uint16(0))
	goto_ := 0
	for goto_ < 3 {
		goto_++
		if goto_ == 2 {
			continue
		}
	}
	fmt.Println(goto_, time.Duration(1.5*float64(time.Second)))
	fmt.Fprintln(os.Stderr, "to stderr")
	var np *Service
	defer func() { fmt.Println("end", recover()); os.Exit(4) }()
	np.Name = "x"
}
