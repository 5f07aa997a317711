package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

type Address struct {
	Street string `json:"street"`
	Zip    string `json:"zip,omitempty"`
}
type Person struct {
	Name    string            `json:"name"`
	Age     int               `json:"age"`
	Emails  []string          `json:"emails"`
	Addr    *Address          `json:"addr,omitempty"`
	Meta    map[string]any    `json:"meta"`
	private int
	Tags    map[string]string `json:"-"`
	Ratio   float64
}
type byAge []Person

func (b byAge) Len() int           { return len(b) }
func (b byAge) Less(i, j int) bool { return b[i].Age < b[j].Age }
func (b byAge) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type Level int

func (l Level) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("L%d", int(l))), nil }

func main() {
	fmt.Println(strings.Fields(" a b  c "), strings.Split("a,b,c", ","), strings.Title("hello world"), strings.TrimLeft("xxabc", "x"))
	fmt.Println(strings.Replace("aaaa", "a", "b", 2), strings.Index("chicken", "ken"), strings.LastIndex("go gopher", "go"), strings.EqualFold("Go", "GO"))
	fmt.Println(strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return r
	}, "HeLLo"), strings.Count("cheese", "e"), strings.ContainsAny("abc", "xyzc"))
	n, err := strconv.Atoi("12a")
	fmt.Println(n, err)
	_, err = strconv.ParseInt("99999999999999999999", 10, 64)
	fmt.Println(err, strconv.Quote("a\tb\"é"), strconv.FormatInt(255, 16), strconv.FormatFloat(1.5, 'f', 2, 64))
	b, _ := strconv.ParseBool("true")
	f, _ := strconv.ParseFloat("2.50", 64)
	fmt.Println(b, f)
	p := Person{Name: "Ann", Age: 30, Emails: []string{"a@b.c"}, Meta: map[string]any{"z": 1, "a": []int{1, 2}, "n": nil}, Ratio: 0.1}
	out, err := json.Marshal(p)
	fmt.Println(string(out), err)
	out, _ = json.MarshalIndent(map[string]any{"b": []string{}, "a": map[string]int{}, "c": Level(3), "d": "<&>"}, "", "  ")
	fmt.Println(string(out))
	var q Person
	err = json.Unmarshal([]byte(`{"name":"Bob","AGE":41,"emails":["x"],"addr":{"street":"s"},"meta":{"k":[1,"a",true,null,{"q":1.5}]},"extra":1}`), &q)
	fmt.Printf("%+v %v %v %v\n", q.Addr, q.Name, q.Meta, err)
	for _, bad := range []string{`{`, `{"name":5}`, `{"age":"x"}`, `[1]`, `{"name":"a",}`, ``, `{"age":1.5}`} {
		var r Person
		fmt.Println(json.Unmarshal([]byte(bad), &r))
	}
	var anyv any
	json.Unmarshal([]byte(`{"a":[1,2,{"b":null}]}`), &anyv)
	fmt.Println(anyv)
	dec := json.NewDecoder(strings.NewReader(`{"a":1} {"a":2}`))
	for {
		var m map[string]int
		if err := dec.Decode(&m); err == io.EOF {
			break
		} else if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(m)
	}
	people := []Person{{Name: "c", Age: 3}, {Name: "a", Age: 1}, {Name: "b", Age: 2}}
	sort.Sort(byAge(people))
	fmt.Println(people[0].Name, people[2].Name)
	sort.Slice(people, func(i, j int) bool { return people[i].Name > people[j].Name })
	fmt.Println(people[0].Name)
	xs := []int{3, 1, 2}
	slices.Sort(xs)
	fmt.Println(xs, slices.Contains(xs, 2), slices.Index(xs, 3), slices.Max(xs))
	m := map[string]int{"b": 2, "a": 1}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys)
	slices.SortFunc(people, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
	fmt.Println(people[0].Name, math.Sqrt(2), math.Floor(-1.5), math.MaxInt64, math.Inf(1), math.Pi, math.Pow(2, 10), math.Round(2.5))
	u, _ := url.Parse("https://user:pw@example.com:8080/a/b?x=1&y=a+b#frag")
	fmt.Println(u.Host, u.Port(), u.Path, u.Query().Get("y"), u.Fragment, u.User.Username(), u)
	fmt.Println(url.QueryEscape("a b&c"), url.Values{"k": {"v 1"}, "a": {"b"}}.Encode())
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("bob@example.com"), re.MatchString("x"), re.ReplaceAllString("a@b.com c@d.com", "$2:$1"), re.FindAllString("a@b.com c@d.com", -1))
	fmt.Println(path.Join("a", "../b", "/c"), filepath.Ext("x.tar.gz"), path.Base("/a/b"), path.Dir("/a/b"))
	d := 90*time.Minute + 30*time.Second + 5*time.Millisecond
	fmt.Println(d, d.Hours(), time.Duration(1500)*time.Microsecond, d.Round(time.Minute), d.Truncate(time.Hour))
	t := time.Date(2024, time.February, 29, 13, 4, 5, 0, time.UTC)
	fmt.Println(t, t.Format(time.RFC1123), t.Weekday(), t.YearDay(), t.AddDate(1, 0, 0).Format("2006-01-02"), t.Unix(), t.Add(36*time.Hour).Format(time.Kitchen))
	t2, err := time.Parse("2006-01-02 15:04", "2023-12-25 08:30")
	fmt.Println(t2, err, t.Sub(t2), t2.Before(t))
	_, err = time.Parse("2006-01-02", "2023-13-45")
	fmt.Println(err)
	sc := bufio.NewScanner(strings.NewReader("one two\nthree\n"))
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println()
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	fmt.Fprintf(w, "%s-%d", "x", 5)
	w.Flush()
	fmt.Println(buf.String(), buf.Len(), base64.StdEncoding.EncodeToString([]byte("hello?")), hex.EncodeToString([]byte("hi")))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
	case <-time.After(time.Second):
		fmt.Println("late")
	}
	var once sync.Once
	var total atomic.Int64
	var wg sync.WaitGroup
	for i := 1; i <= 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			once.Do(func() { fmt.Println("once") })
			total.Add(int64(i))
		}()
	}
	wg.Wait()
	fmt.Println(total.Load())
	tick := time.NewTicker(time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tick.C
	}
	tick.Stop()
	e1 := fmt.Errorf("a: %w", io.EOF)
	e2 := errors.Join(e1, errors.New("second"))
	fmt.Println(e2, errors.Is(e2, io.EOF), errors.Unwrap(e1) == io.EOF)
	fmt.Printf("%v %+v %T %#v\n", p.Addr, Address{"x", ""}, e1, []any{1, "a", nil, 2.5})
	fmt.Printf("%6.2f|%-8s|%08b|%+d|%x|% x|%t|%v|%c|%U\n", 3.14159, "ab", 5, 7, "hi", []byte("abc"), true, struct{}{}, 0x4E16, 0x4E16)
	fmt.Printf("%*d|%-*d|%3c|%q|%v|%s\n", 5, 42, 5, 42, 'x', []string{"a b", "c"}, [2]bool{true}, errors.New("err"))
	fmt.Printf("%5t|%08.3f|%+.2e|%g|%G|%s|%v\n", true, -3.14159, 12345.678, 1e-10, 1e20, []byte("bytes"), []byte("ab"))
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0), fmt.Sprintln("end", 1))
}
