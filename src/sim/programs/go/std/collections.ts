// sort, slices, maps, cmp, iter, container/list, container/heap: in Go, over the language's own generics.
// Sorting is a merge sort, so it is stable everywhere (FIDELITY: the real sort.Slice is not).
import type { StdPackage } from '../scope.ts';

export const cmp: StdPackage = {
	source: `package cmp
type Ordered interface { ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64 | ~string }
func Compare[T Ordered](x, y T) int { if x < y { return -1 }; if x > y { return 1 }; return 0 }
func Less[T Ordered](x, y T) bool { return x < y }
func Or[T comparable](vals ...T) T { var zero T; for _, v := range vals { if v != zero { return v } }; return zero }
`
};
export const iter: StdPackage = {
	source: `package iter
type Seq[V any] func(yield func(V) bool)
type Seq2[K, V any] func(yield func(K, V) bool)
`
};
export const slices: StdPackage = {
	source: `package slices
import "cmp"
func SortFunc[S ~[]E, E any](x S, less func(a, b E) int) { mergeSort(x, less) }
func SortStableFunc[S ~[]E, E any](x S, less func(a, b E) int) { mergeSort(x, less) }
func mergeSort[S ~[]E, E any](x S, compare func(a, b E) int) {
	n := len(x)
	if n < 2 { return }
	if n < 12 {
		for i := 1; i < n; i++ { for j := i; j > 0 && compare(x[j], x[j-1]) < 0; j-- { x[j], x[j-1] = x[j-1], x[j] } }
		return
	}
	m := n / 2
	mergeSort(x[:m], compare)
	mergeSort(x[m:], compare)
	left := append(S(nil), x[:m]...)
	i, j, k := 0, m, 0
	for i < len(left) && j < n { if compare(x[j], left[i]) < 0 { x[k] = x[j]; j++ } else { x[k] = left[i]; i++ }; k++ }
	for i < len(left) { x[k] = left[i]; i++; k++ }
}
func Sort[S ~[]E, E cmp.Ordered](x S) { mergeSort(x, func(a, b E) int { return cmp.Compare(a, b) }) }
func IsSorted[S ~[]E, E cmp.Ordered](x S) bool { for i := 1; i < len(x); i++ { if x[i] < x[i-1] { return false } }; return true }
func Contains[S ~[]E, E comparable](s S, v E) bool { return Index(s, v) >= 0 }
func ContainsFunc[S ~[]E, E any](s S, f func(E) bool) bool { return IndexFunc(s, f) >= 0 }
func Index[S ~[]E, E comparable](s S, v E) int { for i := range s { if v == s[i] { return i } }; return -1 }
func IndexFunc[S ~[]E, E any](s S, f func(E) bool) int { for i := range s { if f(s[i]) { return i } }; return -1 }
func Reverse[S ~[]E, E any](s S) { for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 { s[i], s[j] = s[j], s[i] } }
func Max[S ~[]E, E cmp.Ordered](x S) E { if len(x) < 1 { panic("slices.Max: empty list") }; m := x[0]; for _, v := range x { if v > m { m = v } }; return m }
func Min[S ~[]E, E cmp.Ordered](x S) E { if len(x) < 1 { panic("slices.Min: empty list") }; m := x[0]; for _, v := range x { if v < m { m = v } }; return m }
func Equal[S ~[]E, E comparable](a, b S) bool { if len(a) != len(b) { return false }; for i := range a { if a[i] != b[i] { return false } }; return true }
func Clone[S ~[]E, E any](s S) S { if s == nil { return nil }; return append(S{}, s...) }
func Compact[S ~[]E, E comparable](s S) S { if len(s) < 2 { return s }; k := 1; for i := 1; i < len(s); i++ { if s[i] != s[i-1] { s[k] = s[i]; k++ } }; return s[:k] }
func Delete[S ~[]E, E any](s S, i, j int) S { return append(s[:i], s[j:]...) }
func DeleteFunc[S ~[]E, E any](s S, del func(E) bool) S { k := 0; for _, v := range s { if !del(v) { s[k] = v; k++ } }; return s[:k] }
func Insert[S ~[]E, E any](s S, i int, v ...E) S { tail := append(S{}, s[i:]...); return append(append(s[:i], v...), tail...) }
func Concat[S ~[]E, E any](ss ...S) S { var out S; for _, s := range ss { out = append(out, s...) }; return out }
func Repeat[S ~[]E, E any](x S, count int) S { var out S; for i := 0; i < count; i++ { out = append(out, x...) }; return out }
func BinarySearch[S ~[]E, E cmp.Ordered](x S, target E) (int, bool) { i, j := 0, len(x); for i < j { h := (i + j) / 2; if x[h] < target { i = h + 1 } else { j = h } }; return i, i < len(x) && x[i] == target }
func Collect[E any](seq func(yield func(E) bool)) []E { var out []E; seq(func(v E) bool { out = append(out, v); return true }); return out }
func Sorted[E cmp.Ordered](seq func(yield func(E) bool)) []E { s := Collect(seq); Sort(s); return s }
func Values[S ~[]E, E any](s S) func(yield func(E) bool) { return func(yield func(E) bool) { for _, v := range s { if !yield(v) { return } } } }
func All[S ~[]E, E any](s S) func(yield func(int, E) bool) { return func(yield func(int, E) bool) { for i, v := range s { if !yield(i, v) { return } } } }
`
};
export const maps: StdPackage = {
	source: `package maps
func Keys[M ~map[K]V, K comparable, V any](m M) func(yield func(K) bool) { return func(yield func(K) bool) { for k := range m { if !yield(k) { return } } } }
func Values[M ~map[K]V, K comparable, V any](m M) func(yield func(V) bool) { return func(yield func(V) bool) { for _, v := range m { if !yield(v) { return } } } }
func All[M ~map[K]V, K comparable, V any](m M) func(yield func(K, V) bool) { return func(yield func(K, V) bool) { for k, v := range m { if !yield(k, v) { return } } } }
func Clone[M ~map[K]V, K comparable, V any](m M) M { if m == nil { return nil }; out := make(M); for k, v := range m { out[k] = v }; return out }
func Copy[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](dst M1, src M2) { for k, v := range src { dst[k] = v } }
func Equal[M1, M2 ~map[K]V, K, V comparable](a M1, b M2) bool { if len(a) != len(b) { return false }; for k, v := range a { if w, ok := b[k]; !ok || v != w { return false } }; return true }
func DeleteFunc[M ~map[K]V, K comparable, V any](m M, del func(K, V) bool) { for k, v := range m { if del(k, v) { delete(m, k) } } }
`
};
export const sort: StdPackage = {
	source: `package sort
import "slices"
type Interface interface { Len() int; Less(i, j int) bool; Swap(i, j int) }
func Sort(data Interface) { n := data.Len(); heapify(data, n) }
func Stable(data Interface) { n := data.Len(); for i := 1; i < n; i++ { for j := i; j > 0 && data.Less(j, j-1); j-- { data.Swap(j, j-1) } } }
func down(d Interface, i, n int) { for { c := 2*i + 1; if c >= n { return }; if c+1 < n && d.Less(c, c+1) { c++ }; if !d.Less(i, c) { return }; d.Swap(i, c); i = c } }
func heapify(d Interface, n int) {
	if n < 12 { Stable(d); return }
	for i := n/2 - 1; i >= 0; i-- { down(d, i, n) }
	for i := n - 1; i > 0; i-- { d.Swap(0, i); down(d, 0, i) }
}
func IsSorted(data Interface) bool { for i := data.Len() - 1; i > 0; i-- { if data.Less(i, i-1) { return false } }; return true }
type reverse struct { Interface }
func (r reverse) Less(i, j int) bool { return r.Interface.Less(j, i) }
func Reverse(data Interface) Interface { return &reverse{data} }
type IntSlice []int
func (x IntSlice) Len() int { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int) { x[i], x[j] = x[j], x[i] }
type StringSlice []string
func (x StringSlice) Len() int { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int) { x[i], x[j] = x[j], x[i] }
type Float64Slice []float64
func (x Float64Slice) Len() int { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] }
func (x Float64Slice) Swap(i, j int) { x[i], x[j] = x[j], x[i] }
func Ints(x []int) { slices.Sort(x) }
func Strings(x []string) { slices.Sort(x) }
func Float64s(x []float64) { slices.Sort(x) }
func lengthOf(x any) int
func swap(x any, i, j int)
type lessSwap struct { x any; less func(i, j int) bool }
func (l lessSwap) Len() int { return lengthOf(l.x) }
func (l lessSwap) Less(i, j int) bool { return l.less(i, j) }
func (l lessSwap) Swap(i, j int) { swap(l.x, i, j) }
func Slice(x any, less func(i, j int) bool) { Sort(lessSwap{x, less}) }
func SliceStable(x any, less func(i, j int) bool) { Stable(lessSwap{x, less}) }
func Search(n int, f func(int) bool) int { i, j := 0, n; for i < j { h := (i + j) / 2; if !f(h) { i = h + 1 } else { j = h } }; return i }
func SearchInts(a []int, x int) int { return Search(len(a), func(i int) bool { return a[i] >= x }) }
func SearchStrings(a []string, x string) int { return Search(len(a), func(i int) bool { return a[i] >= x }) }
`,
	natives: {
		lengthOf: ([x]) => {
			const v = (x as { v?: unknown } | null)?.v;
			return v && typeof v === 'object' && 'n' in v ? (v as { n: number }).n : 0;
		},
		swap: ([x, i, j]) => {
			const s = (x as unknown as { v: { a: unknown[]; o: number } }).v;
			const [p, q] = [s.o + (i as number), s.o + (j as number)];
			[s.a[p], s.a[q]] = [s.a[q], s.a[p]];
			return undefined;
		}
	}
};
export const list: StdPackage = {
	source: `package list
type Element struct { next, prev *Element; list *List; Value any }
func (e *Element) Next() *Element { if e.list == nil { return nil }; return e.next }
func (e *Element) Prev() *Element { if e.list == nil { return nil }; return e.prev }
type List struct { front, back *Element; n int }
func New() *List { return &List{} }
func (l *List) Init() *List { l.front = nil; l.back = nil; l.n = 0; return l }
func (l *List) Len() int { return l.n }
func (l *List) Front() *Element { return l.front }
func (l *List) Back() *Element { return l.back }
func (l *List) PushBack(v any) *Element { e := &Element{Value: v, list: l, prev: l.back}; if l.back != nil { l.back.next = e } else { l.front = e }; l.back = e; l.n++; return e }
func (l *List) PushFront(v any) *Element { e := &Element{Value: v, list: l, next: l.front}; if l.front != nil { l.front.prev = e } else { l.back = e }; l.front = e; l.n++; return e }
func (l *List) Remove(e *Element) any {
	if e.list != l { return e.Value }
	if e.prev != nil { e.prev.next = e.next } else { l.front = e.next }
	if e.next != nil { e.next.prev = e.prev } else { l.back = e.prev }
	e.list = nil
	l.n--
	return e.Value
}
func (l *List) MoveToFront(e *Element) { if e.list == l && l.front != e { v := e.Value; l.Remove(e); n := l.PushFront(v); *e = *n; if e.next != nil { e.next.prev = e } else { l.back = e }; l.front = e } }
`
};
export const heap: StdPackage = {
	source: `package heap
import "sort"
type Interface interface { sort.Interface; Push(x any); Pop() any }
func Init(h Interface) { n := h.Len(); for i := n/2 - 1; i >= 0; i-- { down(h, i, n) } }
func Push(h Interface, x any) { h.Push(x); up(h, h.Len()-1) }
func Pop(h Interface) any { n := h.Len() - 1; h.Swap(0, n); down(h, 0, n); return h.Pop() }
func Remove(h Interface, i int) any { n := h.Len() - 1; if n != i { h.Swap(i, n); if !down(h, i, n) { up(h, i) } }; return h.Pop() }
func Fix(h Interface, i int) { if !down(h, i, h.Len()) { up(h, i) } }
func up(h Interface, j int) { for { i := (j - 1) / 2; if i == j || !h.Less(j, i) { break }; h.Swap(i, j); j = i } }
func down(h Interface, i0, n int) bool { i := i0; for { j1 := 2*i + 1; if j1 >= n { break }; j := j1; if j2 := j1 + 1; j2 < n && h.Less(j2, j1) { j = j2 }; if !h.Less(j, i) { break }; h.Swap(i, j); i = j }; return i > i0 }
`
};
