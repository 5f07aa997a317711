package main

func f() int {
}

func g() (int, string) {
	return 1
}

func h() {
	return 1
}

func k() int {
	return "a"
}

func main() { f(); g(); h(); k() }
