// sync, sync/atomic, context, time: locks and clocks of goroutines; a wait is a channel or a parked goroutine.
// Leaves out sync.Cond's fairness, time zones other than UTC, and month arithmetic beyond AddDate.
import { civilTime, daysFromCivil, formatGoTime, goDuration, parseGoDuration } from '../../../values/index.ts';
import { clock } from '../../../kernel/index.ts';
import { fromBytes, toText } from '../text.ts';
import type { StdPackage } from '../scope.ts';
import { Fatal, Native, type Func, type Pointer, type Value } from '../values.ts';
import type { Goroutine, Machine, Timer } from '../machine.ts';
import { request } from './sys.ts';

interface Lock {
	writer: boolean;
	readers: number;
	queue: { g: Goroutine; write: boolean }[];
}
const lockOf = (self: Value): Lock => {
	const fields = self as Value[];
	const held = fields[0];
	if (held instanceof Native) return held.host as Lock;
	const made: Lock = { writer: false, readers: 0, queue: [] };
	fields[0] = new Native(made);
	return made;
};
/** Hands a free lock to who waits: the first writer, or all readers before one. */
const pass = (m: Machine, l: Lock): void => {
	for (let first = l.queue[0]; first; first = l.queue[0]) {
		if (first.write ? l.writer || l.readers > 0 : l.writer) return;
		l.queue.shift();
		if (first.write) l.writer = true;
		else l.readers++;
		m.wake(first.g, true);
		if (first.write) return;
	}
};
const acquire = (write: boolean, reason: string): NonNullable<StdPackage['long']>[string] =>
	function* ([self], _m, g) {
		const l = lockOf(self);
		if (write ? !l.writer && l.readers === 0 : !l.writer && !l.queue.some((q) => q.write)) {
			if (write) l.writer = true;
			else l.readers++;
			return undefined;
		}
		l.queue.push({ g, write });
		yield { park: reason };
		return undefined;
	};
const tryLock = (self: Value): boolean => {
	const l = lockOf(self);
	if (l.writer || l.readers > 0) return false;
	return (l.writer = true);
};
export const sync: StdPackage = {
	source: `package sync
type Locker interface { Lock(); Unlock() }
type Mutex struct { state native }
func (m *Mutex) Lock()
func (m *Mutex) Unlock()
func (m *Mutex) TryLock() bool
type RWMutex struct { state native }
func (m *RWMutex) Lock()
func (m *RWMutex) Unlock()
func (m *RWMutex) RLock()
func (m *RWMutex) RUnlock()
func (m *RWMutex) TryLock() bool
func (m *RWMutex) RLocker() Locker { return rlocker{m} }
type rlocker struct { m *RWMutex }
func (r rlocker) Lock() { r.m.RLock() }
func (r rlocker) Unlock() { r.m.RUnlock() }
type WaitGroup struct { n int; waiters []chan struct{} }
func (wg *WaitGroup) Add(delta int) {
	wg.n += delta
	if wg.n < 0 { panic("sync: negative WaitGroup counter") }
	if wg.n == 0 { for _, w := range wg.waiters { close(w) }; wg.waiters = nil }
}
func (wg *WaitGroup) Done() { wg.Add(-1) }
func (wg *WaitGroup) Wait() {
	if wg.n == 0 { return }
	c := make(chan struct{})
	wg.waiters = append(wg.waiters, c)
	<-c
}
func (wg *WaitGroup) Go(f func()) { wg.Add(1); go func() { defer wg.Done(); f() }() }
type Once struct { m Mutex; done bool }
func (o *Once) Do(f func()) {
	if o.done { return }
	o.m.Lock()
	defer o.m.Unlock()
	if !o.done { defer func() { o.done = true }(); f() }
}
func OnceFunc(f func()) func() { var o Once; return func() { o.Do(f) } }
func OnceValue[T any](f func() T) func() T { var o Once; var v T; return func() T { o.Do(func() { v = f() }); return v } }
type Pool struct { New func() any; items []any }
func (p *Pool) Get() any {
	if n := len(p.items); n > 0 { x := p.items[n-1]; p.items = p.items[:n-1]; return x }
	if p.New != nil { return p.New() }
	return nil
}
func (p *Pool) Put(x any) { p.items = append(p.items, x) }
type Map struct { m map[any]any }
func (m *Map) Load(key any) (value any, ok bool) { value, ok = m.m[key]; return }
func (m *Map) Store(key, value any) { if m.m == nil { m.m = map[any]any{} }; m.m[key] = value }
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	if v, ok := m.m[key]; ok { return v, true }
	m.Store(key, value)
	return value, false
}
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) { value, loaded = m.m[key]; delete(m.m, key); return }
func (m *Map) Delete(key any) { delete(m.m, key) }
func (m *Map) Range(f func(key, value any) bool) { for k, v := range m.m { if !f(k, v) { break } } }
type Cond struct { L Locker; waiters []chan struct{} }
func NewCond(l Locker) *Cond { return &Cond{L: l} }
func (c *Cond) Wait() { ch := make(chan struct{}); c.waiters = append(c.waiters, ch); c.L.Unlock(); <-ch; c.L.Lock() }
func (c *Cond) Signal() { if len(c.waiters) > 0 { close(c.waiters[0]); c.waiters = c.waiters[1:] } }
func (c *Cond) Broadcast() { for _, w := range c.waiters { close(w) }; c.waiters = nil }
`,
	natives: {
		'Mutex.Unlock': ([self], m) => {
			const l = lockOf(self);
			if (!l.writer) throw new Fatal('sync: unlock of unlocked mutex');
			l.writer = false;
			pass(m, l);
			return undefined;
		},
		'Mutex.TryLock': ([self]) => tryLock(self as Value),
		'RWMutex.TryLock': ([self]) => tryLock(self as Value),
		'RWMutex.Unlock': ([self], m) => {
			const l = lockOf(self);
			if (!l.writer) throw new Fatal('sync: Unlock of unlocked RWMutex');
			l.writer = false;
			pass(m, l);
			return undefined;
		},
		'RWMutex.RUnlock': ([self], m) => {
			const l = lockOf(self);
			if (l.readers === 0) throw new Fatal('sync: RUnlock of unlocked RWMutex');
			l.readers--;
			pass(m, l);
			return undefined;
		}
	},
	long: {
		'Mutex.Lock': acquire(true, 'sync.Mutex.Lock'),
		'RWMutex.Lock': acquire(true, 'sync.RWMutex.Lock'),
		'RWMutex.RLock': acquire(false, 'sync.RWMutex.RLock')
	}
};
const atomicType = (name: string, t: string): string => `type ${name} struct { v ${t} }
func (x *${name}) Load() ${t} { return x.v }
func (x *${name}) Store(v ${t}) { x.v = v }
func (x *${name}) Add(d ${t}) ${t} { x.v += d; return x.v }
func (x *${name}) Swap(v ${t}) ${t} { old := x.v; x.v = v; return old }
func (x *${name}) CompareAndSwap(old, new ${t}) bool { if x.v == old { x.v = new; return true }; return false }
func Add${name}(p *${t}, d ${t}) ${t} { *p += d; return *p }
func Load${name}(p *${t}) ${t} { return *p }
func Store${name}(p *${t}, v ${t}) { *p = v }
func Swap${name}(p *${t}, v ${t}) ${t} { old := *p; *p = v; return old }
func CompareAndSwap${name}(p *${t}, old, new ${t}) bool { if *p == old { *p = new; return true }; return false }
`;
export const atomic: StdPackage = {
	source: `package atomic
${atomicType('Int32', 'int32')}${atomicType('Int64', 'int64')}${atomicType('Uint32', 'uint32')}${atomicType('Uint64', 'uint64')}type Bool struct { v bool }
func (x *Bool) Load() bool { return x.v }
func (x *Bool) Store(v bool) { x.v = v }
func (x *Bool) Swap(v bool) bool { old := x.v; x.v = v; return old }
func (x *Bool) CompareAndSwap(old, new bool) bool { if x.v == old { x.v = new; return true }; return false }
type Value struct { v any }
func (x *Value) Load() any { return x.v }
func (x *Value) Store(v any) { x.v = v }
type Pointer[T any] struct { p *T }
func (x *Pointer[T]) Load() *T { return x.p }
func (x *Pointer[T]) Store(v *T) { x.p = v }
`
};
export const context: StdPackage = {
	source: `package context
import ("errors"; "time")
type Context interface { Deadline() (deadline time.Time, ok bool); Done() <-chan struct{}; Err() error; Value(key any) any }
type CancelFunc func()
type CancelCauseFunc func(cause error)
var Canceled = errors.New("context canceled")
type deadlineExceededError struct{}
func (deadlineExceededError) Error() string { return "context deadline exceeded" }
func (deadlineExceededError) Timeout() bool { return true }
var DeadlineExceeded error = deadlineExceededError{}
type emptyCtx struct { name string }
func (emptyCtx) Deadline() (deadline time.Time, ok bool) { return }
func (emptyCtx) Done() <-chan struct{} { return nil }
func (emptyCtx) Err() error { return nil }
func (emptyCtx) Value(key any) any { return nil }
func (e emptyCtx) String() string { return e.name }
func Background() Context { return emptyCtx{"context.Background"} }
func TODO() Context { return emptyCtx{"context.TODO"} }
type cancelCtx struct { Context; done chan struct{}; err error; cause error; children []*cancelCtx; deadline time.Time; has bool; timer *time.Timer }
func (c *cancelCtx) Done() <-chan struct{} { return c.done }
func (c *cancelCtx) Err() error { return c.err }
func (c *cancelCtx) Deadline() (time.Time, bool) { if c.has { return c.deadline, true }; return c.Context.Deadline() }
func (c *cancelCtx) Value(key any) any { if key == any(&cancelKey) { return c }; return c.Context.Value(key) }
var cancelKey int
func (c *cancelCtx) cancel(err, cause error) {
	if c.err != nil { return }
	c.err = err
	c.cause = cause
	if c.cause == nil { c.cause = err }
	close(c.done)
	for _, ch := range c.children { ch.cancel(err, cause) }
	c.children = nil
	if c.timer != nil { c.timer.Stop() }
}
func newCancel(parent Context) *cancelCtx {
	if parent == nil { panic("cannot create context from nil parent") }
	c := &cancelCtx{Context: parent, done: make(chan struct{})}
	if p, ok := parent.Value(&cancelKey).(*cancelCtx); ok {
		if p.err != nil { c.cancel(p.err, p.cause) } else { p.children = append(p.children, c) }
	} else if parent.Done() != nil {
		go func() { select { case <-parent.Done(): c.cancel(parent.Err(), nil); case <-c.done: } }()
	}
	return c
}
func WithCancel(parent Context) (ctx Context, cancel CancelFunc) { c := newCancel(parent); return c, func() { c.cancel(Canceled, nil) } }
func WithCancelCause(parent Context) (ctx Context, cancel CancelCauseFunc) { c := newCancel(parent); return c, func(e error) { c.cancel(Canceled, e) } }
func Cause(c Context) error { if cc, ok := c.Value(&cancelKey).(*cancelCtx); ok { return cc.cause }; return c.Err() }
func WithDeadline(parent Context, d time.Time) (Context, CancelFunc) {
	c := newCancel(parent)
	c.deadline = d
	c.has = true
	if c.err == nil { c.timer = time.AfterFunc(time.Until(d), func() { c.cancel(DeadlineExceeded, nil) }) }
	return c, func() { c.cancel(Canceled, nil) }
}
func WithTimeout(parent Context, timeout time.Duration) (Context, CancelFunc) { return WithDeadline(parent, time.Now().Add(timeout)) }
type valueCtx struct { Context; key, val any }
func (c *valueCtx) Value(key any) any { if c.key == key { return c.val }; return c.Context.Value(key) }
func WithValue(parent Context, key, val any) Context { return &valueCtx{parent, key, val} }
func WithoutCancel(parent Context) Context { return &valueCtx{Background(), nil, nil} }
`
};
interface HostTimer {
	timer: Timer | null;
	period: number;
}
export const time: StdPackage = {
	source: `package time
import "errors"
type Duration int64
const ( Nanosecond Duration = 1; Microsecond = 1000 * Nanosecond; Millisecond = 1000 * Microsecond; Second = 1000 * Millisecond; Minute = 60 * Second; Hour = 60 * Minute )
const ( Layout = "01/02 03:04:05PM '06 -0700"; ANSIC = "Mon Jan _2 15:04:05 2006"; UnixDate = "Mon Jan _2 15:04:05 MST 2006"; RFC822 = "02 Jan 06 15:04 MST"; RFC850 = "Monday, 02-Jan-06 15:04:05 MST"; RFC1123 = "Mon, 02 Jan 2006 15:04:05 MST"; RFC1123Z = "Mon, 02 Jan 2006 15:04:05 -0700"; RFC3339 = "2006-01-02T15:04:05Z07:00"; RFC3339Nano = "2006-01-02T15:04:05.999999999Z07:00"; Kitchen = "3:04PM"; Stamp = "Jan _2 15:04:05"; StampMilli = "Jan _2 15:04:05.000"; DateTime = "2006-01-02 15:04:05"; DateOnly = "2006-01-02"; TimeOnly = "15:04:05" )
func durationString(d int64) string
func (d Duration) String() string { return durationString(int64(d)) }
func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/(60*1e9) }
func (d Duration) Hours() float64 { return float64(d/Hour) + float64(d%Hour)/(60*60*1e9) }
func (d Duration) Milliseconds() int64 { return int64(d) / 1000000 }
func (d Duration) Microseconds() int64 { return int64(d) / 1000 }
func (d Duration) Nanoseconds() int64 { return int64(d) }
func (d Duration) Abs() Duration { if d < 0 { return -d }; return d }
func (d Duration) Truncate(m Duration) Duration { if m <= 0 { return d }; return d - d%m }
func (d Duration) Round(m Duration) Duration {
	if m <= 0 { return d }
	r := d % m
	if r < 0 { r = -r; if r+r < m { return d + r }; return d - m + r }
	if r+r < m { return d - r }
	return d + m - r
}
func parseDuration(s string) (int64, string)
func ParseDuration(s string) (Duration, error) { d, e := parseDuration(s); if e != "" { return 0, errors.New(e) }; return Duration(d), nil }
type Month int
const ( January Month = 1 + iota; February; March; April; May; June; July; August; September; October; November; December )
var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
func (m Month) String() string { return monthNames[m-1] }
type Weekday int
const ( Sunday Weekday = iota; Monday; Tuesday; Wednesday; Thursday; Friday; Saturday )
var dayNames = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
func (d Weekday) String() string { return dayNames[d] }
type Location struct { name string }
func (l *Location) String() string { return l.name }
var UTC = &Location{"UTC"}
var Local = &Location{"Local"}
func LoadLocation(name string) (*Location, error) { if name == "" || name == "UTC" { return UTC, nil }; return nil, errors.New("unknown time zone " + name) }
// us: microseconds since the epoch; ns: the rest; set: not the zero Time.
type Time struct { us int64; ns int64; set bool; mono bool }
func nowUs() int64
func Now() Time { return Time{nowUs(), 0, true, true} }
func Unix(sec int64, nsec int64) Time { return Time{sec*1000000 + nsec/1000, nsec % 1000, true, false} }
func UnixMilli(ms int64) Time { return Time{ms * 1000, 0, true, false} }
func UnixMicro(us int64) Time { return Time{us, 0, true, false} }
const zeroUs = -62135596800000000
func (t Time) micros() int64 { if !t.set { return zeroUs }; return t.us }
func fields(us int64) (year, month, day, hour, min, sec, weekday, yearday int)
func format(us int64, ns int64, layout string) string
func parse(layout, value string) (int64, string)
func civil(year, month, day, hour, min, sec int) int64
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time { return Time{civil(year, int(month), day, hour, min, sec) + int64(nsec/1000), int64(nsec % 1000), true, false} }
func (t Time) Format(layout string) string { return format(t.micros(), t.ns, layout) }
func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono { s += " m=+0.000000001" }
	return s
}
func (t Time) Unix() int64 { u := t.micros(); if u < 0 && u%1000000 != 0 { return u/1000000 - 1 }; return u / 1000000 }
func (t Time) UnixMilli() int64 { return t.micros() / 1000 }
func (t Time) UnixMicro() int64 { return t.micros() }
func (t Time) UnixNano() int64 { return t.micros()*1000 + t.ns }
func (t Time) Nanosecond() int { return int(t.micros()%1000000*1000 + t.ns) }
func (t Time) Year() int { y, _, _, _, _, _, _, _ := fields(t.micros()); return y }
func (t Time) Month() Month { _, m, _, _, _, _, _, _ := fields(t.micros()); return Month(m) }
func (t Time) Day() int { _, _, d, _, _, _, _, _ := fields(t.micros()); return d }
func (t Time) Hour() int { _, _, _, h, _, _, _, _ := fields(t.micros()); return h }
func (t Time) Minute() int { _, _, _, _, m, _, _, _ := fields(t.micros()); return m }
func (t Time) Second() int { _, _, _, _, _, s, _, _ := fields(t.micros()); return s }
func (t Time) Weekday() Weekday { _, _, _, _, _, _, w, _ := fields(t.micros()); return Weekday(w) }
func (t Time) YearDay() int { _, _, _, _, _, _, _, y := fields(t.micros()); return y }
func (t Time) Date() (year int, month Month, day int) { y, m, d, _, _, _, _, _ := fields(t.micros()); return y, Month(m), d }
func (t Time) Clock() (hour, min, sec int) { _, _, _, h, m, s, _, _ := fields(t.micros()); return h, m, s }
func (t Time) IsZero() bool { return !t.set || t.us == zeroUs }
func (t Time) Sub(u Time) Duration { return Duration((t.micros()-u.micros())*1000 + t.ns - u.ns) }
func (t Time) Add(d Duration) Time { n := t.ns + int64(d)%1000; us := t.micros() + int64(d)/1000; if n < 0 { n += 1000; us-- }; return Time{us + n/1000, n % 1000, true, t.mono} }
func (t Time) AddDate(years, months, days int) Time { y, m, d, h, mi, s, _, _ := fields(t.micros()); return Time{civil(y+years, m+months, d+days, h, mi, s) + t.micros()%1000000, t.ns, true, false} }
func (t Time) After(u Time) bool { return t.micros() > u.micros() || t.micros() == u.micros() && t.ns > u.ns }
func (t Time) Before(u Time) bool { return u.After(t) }
func (t Time) Equal(u Time) bool { return t.micros() == u.micros() && t.ns == u.ns }
func (t Time) Compare(u Time) int { if t.After(u) { return 1 }; if u.After(t) { return -1 }; return 0 }
func (t Time) UTC() Time { t.mono = false; return t }
func (t Time) Local() Time { t.mono = false; return t }
func (t Time) In(loc *Location) Time { t.mono = false; return t }
func (t Time) Location() *Location { return UTC }
func (t Time) Truncate(d Duration) Time { if d < 1000 { return t }; u := t.micros(); m := int64(d) / 1000; return Time{u - u%m, 0, true, false} }
func (t Time) Round(d Duration) Time { if d <= 0 { t.mono = false; return t }; return t.Truncate(d) }
func (t Time) MarshalJSON() ([]byte, error) { return []byte("\\"" + t.Format(RFC3339Nano) + "\\""), nil }
func (t *Time) UnmarshalJSON(b []byte) error { if string(b) == "null" { return nil }; x, err := Parse(RFC3339, string(b[1:len(b)-1])); if err == nil { *t = x }; return err }
func Parse(layout, value string) (Time, error) { us, e := parse(layout, value); if e != "" { return Time{}, errors.New(e) }; return Time{us, 0, true, false}, nil }
func Since(t Time) Duration { return Now().Sub(t) }
func Until(t Time) Duration { return t.Sub(Now()) }
func Sleep(d Duration)
type timerState struct { h native }
func start(us int64, period int64, f func()) timerState
func stopTimer(s timerState) bool
type Timer struct { C <-chan Time; c chan Time; s timerState; f func() }
func (t *Timer) fire() { if t.f != nil { go t.f(); return }; select { case t.c <- Now(): default: } }
func NewTimer(d Duration) *Timer { c := make(chan Time, 1); t := &Timer{C: c, c: c}; t.s = start(int64(d)/1000, 0, t.fire); return t }
func AfterFunc(d Duration, f func()) *Timer { t := &Timer{f: f}; t.s = start(int64(d)/1000, 0, t.fire); return t }
func (t *Timer) Stop() bool { return stopTimer(t.s) }
func (t *Timer) Reset(d Duration) bool { was := stopTimer(t.s); t.s = start(int64(d)/1000, 0, t.fire); return was }
func After(d Duration) <-chan Time { return NewTimer(d).C }
type Ticker struct { C <-chan Time; c chan Time; s timerState }
func (t *Ticker) fire() { select { case t.c <- Now(): default: } }
func NewTicker(d Duration) *Ticker { if d <= 0 { panic("non-positive interval for NewTicker") }; c := make(chan Time, 1); t := &Ticker{C: c, c: c}; t.s = start(int64(d)/1000, int64(d)/1000, t.fire); return t }
func (t *Ticker) Stop() { stopTimer(t.s) }
func (t *Ticker) Reset(d Duration) { stopTimer(t.s); t.s = start(int64(d)/1000, int64(d)/1000, t.fire) }
func Tick(d Duration) <-chan Time { return NewTicker(d).C }
`,
	natives: {
		durationString: ([ns]) => durationText(BigInt(ns as number)),
		parseDuration: ([s]) => {
			try {
				return [Math.round(parseGoDuration(toText(s as string)) * 1000), ''];
			} catch (e) {
				return [0, fromBytes(e instanceof Error ? e.message : String(e))];
			}
		},
		fields: ([us]) => {
			const c = civilTime(Number(us));
			const yearday = daysFromCivil(c.year, c.month, c.day) - daysFromCivil(c.year, 1, 1) + 1;
			return [c.year, c.month, c.day, c.hour, c.minute, c.second, c.weekday, yearday];
		},
		format: ([us, , layout]) => fromBytes(formatGoTime(Number(us), toText(layout as string))),
		civil: ([y, mo, d, h, mi, s]) => {
			const months = (mo as number) - 1;
			const year = (y as number) + Math.floor(months / 12);
			const month = (((months % 12) + 12) % 12) + 1;
			return (
				(daysFromCivil(year, month, 1) + (d as number) - 1) * 86_400_000_000 +
				(h as number) * 3_600_000_000 +
				(mi as number) * 60_000_000 +
				(s as number) * 1_000_000
			);
		},
		parse: ([layout, value]) => parseLayout(toText(layout as string), toText(value as string)),
		start: ([us, period, f], m) => {
			const host: HostTimer = { timer: null, period: Number(period) };
			const fire = (): void => {
				host.timer = host.period > 0 ? m.after(host.period, fire) : null;
				m.go(f as Func, []);
			};
			host.timer = m.after(Number(us), fire);
			return [new Native(host)];
		},
		stopTimer: ([s], m) => {
			const held = (s as Value[])[0];
			if (!(held instanceof Native)) return false;
			const host = held.host as HostTimer;
			host.period = 0;
			const was = host.timer !== null && m.stop(host.timer);
			host.timer = null;
			return was;
		}
	},
	long: {
		*nowUs() {
			return yield request(function* () {
				return yield* clock();
			});
		},
		*Sleep([d], m, g) {
			m.now = Number(
				yield request(function* () {
					return yield* clock();
				})
			);
			m.after(Number(d) / 1000, () => m.wake(g, undefined));
			yield { park: 'sleep' };
			return undefined;
		}
	}
};
function durationText(ns: bigint): string {
	if (ns === 0n) return '0s';
	const abs = ns < 0n ? -ns : ns;
	const sign = ns < 0n ? '-' : '';
	const part = (unit: bigint, word: string): string =>
		`${sign}${abs / unit}${
			abs % unit === 0n
				? ''
				: `.${String(abs % unit)
						.padStart(String(unit).length - 1, '0')
						.replace(/0+$/, '')}`
		}${word}`;
	if (abs < 1000n) return `${sign}${abs}ns`;
	if (abs < 1_000_000n) return fromBytes(part(1000n, 'µs'));
	if (abs < 1_000_000_000n) return part(1_000_000n, 'ms');
	const seconds = abs / 1_000_000_000n;
	const rest = abs % 1_000_000_000n;
	const s = `${seconds % 60n}${rest === 0n ? '' : `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`}s`;
	if (seconds < 60n) return sign + s;
	return seconds < 3600n ? `${sign}${seconds / 60n}m${s}` : `${sign}${seconds / 3600n}h${(seconds / 60n) % 60n}m${s}`;
}
/** time.Parse for the numeric layouts. */
function parseLayout(layout: string, value: string): Value {
	const tokens: readonly (readonly [string, string, string])[] = [
		['2006', 'y', '(\\d{4})'],
		['Monday', '', '[A-Za-z]+'],
		['January', 'N', '([A-Za-z]+)'],
		['Mon', '', '[A-Za-z]{3}'],
		['Jan', 'N', '([A-Za-z]{3})'],
		['MST', '', '[A-Z]{3,4}'],
		['Z07:00', 'z', '(Z|[+-]\\d\\d:\\d\\d)'],
		['-0700', 'z', '([+-]\\d{4})'],
		['15', 'h', '(\\d{2})'],
		['01', 'm', '(\\d{2})'],
		['02', 'd', '(\\d{2})'],
		['_2', 'd', ' ?(\\d{1,2})'],
		['04', 'i', '(\\d{2})'],
		['05', 's', '(\\d{2}(?:\\.\\d+)?)'],
		['06', 'Y', '(\\d{2})']
	];
	let pattern = '^';
	const parts: string[] = [];
	for (let i = 0; i < layout.length;) {
		const t = tokens.find(([word]) => layout.startsWith(word, i));
		if (t) {
			pattern += t[2];
			if (t[1] !== '') parts.push(t[1]);
			i += t[0].length;
			if (t[0] === '05') i += /^\.[09]+/.exec(layout.slice(i))?.[0].length ?? 0;
		} else pattern += (layout[i++] ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	}
	const found = new RegExp(`${pattern}$`).exec(value);
	const quoted = (s: string): string => JSON.stringify(s);
	if (!found) return [0, fromBytes(`parsing time ${quoted(value)} as ${quoted(layout)}: cannot parse ${quoted(value)} as ${quoted(layout.slice(0, 4))}`)];
	let [y, mo, d, h, mi, s, offset] = [0, 1, 1, 0, 0, 0, 0];
	const names = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
	parts.forEach((p, i) => {
		const text = found[i + 1] ?? '';
		const n = Number(text);
		if (p === 'y') y = n;
		else if (p === 'Y') y = n + (n >= 69 ? 1900 : 2000);
		else if (p === 'm') mo = n;
		else if (p === 'N') mo = names.indexOf(text.slice(0, 3).toLowerCase()) + 1;
		else if (p === 'd') d = n;
		else if (p === 'h') h = n;
		else if (p === 'i') mi = n;
		else if (p === 's') s = n;
		else if (text !== 'Z') offset = (text.startsWith('-') ? -1 : 1) * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2)));
	});
	for (const [n, least, most, word] of [
		[mo, 1, 12, 'month'],
		[d, 1, 31, 'day'],
		[h, 0, 23, 'hour'],
		[mi, 0, 59, 'minute'],
		[s, 0, 60, 'second']
	] as const)
		if (n < least || n > most) return [0, fromBytes(`parsing time ${quoted(value)}: ${word} out of range`)];
	return [(daysFromCivil(y, mo, d) * 86_400 + h * 3600 + mi * 60 + s - offset * 60) * 1_000_000, ''];
}
export { goDuration };
export type { Pointer };
