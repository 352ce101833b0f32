"""Broken programs, the code rustc gives them, and the one sentence that says why."""

CAUSES: tuple[tuple[str, str, str], ...] = (
    (
        "E0499",
        """\
pub fn f(v: &mut Vec<u8>) {
    let a = &mut *v;
    let b = &mut *v;
    a.push(1);
    b.push(2);
}
""",
        "`&mut *v` in line 2 borrows `*v`, and that borrow is used again in line 4; in between `&mut *v` in line 3 needs it mutably a second time.",
    ),
    (
        "E0499",
        """\
pub fn f<'a>(v: &'a mut Vec<u8>, out: &mut Vec<&'a mut u8>) {
    for _ in 0..2 {
        out.push(&mut v[0]);
    }
}
""",
        "`v` in line 3 borrows `*v`, and the next turn of the loop borrows it again, while the borrow of the one before lasts.",
    ),
    (
        "E0505",
        """\
pub fn f(s: String) -> usize {
    let r = &s;
    drop(s);
    r.len()
}
""",
        "`&s` in line 2 borrows `s`, and that borrow is used again in line 4; in between `s` in line 3 moves it away.",
    ),
    (
        "E0506",
        """\
pub fn f(mut n: u8) -> u8 {
    let r = &n;
    n = 2;
    *r
}
""",
        "`&n` in line 2 borrows `n`, and that borrow is used again in line 4; in between `n = 2` in line 3 assigns to it.",
    ),
    (
        "E0382",
        """\
pub fn f(s: String) {
    for _ in 0..2 {
        drop(s);
    }
}
""",
        "`s` has the type `String`, which is not `Copy`: using it by value gives it away. The loop does so in line 3 in its first turn, the next finds it gone.",
    ),
    (
        "E0382",
        """\
pub fn f(s: String) -> usize {
    let g = move || s.len();
    g() + s.len()
}
""",
        "`s` has the type `String`, which is not `Copy`: using it by value gives it away. That happens in line 2, where a closure takes it, and line 3 uses it afterwards.",
    ),
    (
        "E0507",
        """\
pub struct P(String);
pub fn f(p: &P) -> String {
    p.0
}
""",
        "`p` lies behind a shared reference, so it can be looked at but not taken away; line 3 would move a `String`, which is not `Copy`, out of it.",
    ),
    (
        "E0515",
        """\
pub fn f() -> &'static str {
    let s = String::new();
    &s
}
""",
        "`&s` points into the local variable `s`, which is dropped when the function returns in line 3.",
    ),
    (
        "E0597",
        """\
pub fn f() -> usize {
    let r;
    {
        let s = String::new();
        r = &s;
    }
    r.len()
}
""",
        "`s` is dropped in line 6, but what borrows from it is still used in line 7.",
    ),
    (
        "E0596",
        """\
pub fn f() {
    let v = Vec::new();
    v.push(1);
}
""",
        "Line 3 needs mutable access to `v`, but it is not declared `mut`.",
    ),
    (
        "E0594",
        """\
pub fn f(n: &u8) {
    *n = 1;
}
""",
        "Line 2 assigns to `*n`, but `n` is a `&` reference, and what is reached through one is shared.",
    ),
    (
        "E0384",
        """\
pub fn f() -> u8 {
    let n = 1;
    print(n);
    n = 2;
    n
}
fn print(_: u8) {}
""",
        "`n` is not declared `mut`, so it keeps its first value, given in line 2; line 4 gives it another.",
    ),
    (
        "E0521",
        """\
use std::thread;
pub fn f(s: &str) {
    thread::spawn(move || s.len());
}
""",
        "`s` is only lent for the time of the call, but `thread::spawn(move || s.len())` in line 3 passes it on to something that keeps it longer.",
    ),
    (
        "E0308",
        """\
pub fn f(n: u8) -> String {
    n
}
""",
        "`n` is `u8`, but `String` is wanted there: `String` in line 1 is what the function promises to return.",
    ),
    (
        "E0277",
        """\
fn show<T: std::fmt::Display>(_: T) {}
pub struct P;
pub fn f() {
    show(P);
}
""",
        "`show`, called in line 4, asks for `P: std::fmt::Display`, and no impl gives it.",
    ),
    (
        "E0277",
        """\
use std::rc::Rc;
pub fn f(n: Rc<u8>) {
    std::thread::spawn(move || *n);
}
""",
        "`spawn`, called in line 3, asks for `Rc<u8>: Send`, and no impl gives it.",
    ),
    (
        "E0277",
        """\
pub fn f(v: &[u8], n: u32) -> u8 {
    v[n]
}
""",
        "`u32: SliceIndex<[u8]>` is asked for by `n` in line 2 (so that `[u8]` implements `Index<u32>`), and no impl gives it.",
    ),
    (
        "E0599",
        """\
pub struct P;
pub fn f(p: P) {
    p.go();
}
""",
        "Struct `P` has no method called `go`.",
    ),
    (
        "E0369",
        """\
pub struct P;
pub fn f(a: P, b: P) -> bool {
    a == b
}
""",
        "`P` has no `==`: the operator stands for the trait `PartialEq`, which it does not implement.",
    ),
    (
        "E0282",
        """\
pub fn f() {
    let v = Vec::new();
}
""",
        "The type of `Vec<_>` in line 2 is left open: nothing that is done with it says which type is meant.",
    ),
    (
        "E0061",
        """\
fn g(_: u8, _: bool) {}
pub fn f() {
    g(1);
}
""",
        "`g` takes 2 arguments (defined in line 1), line 3 gives 1: argument #2 of type `bool` is missing.",
    ),
    (
        "E0004",
        """\
pub enum E {
    A,
    B,
}
pub fn f(e: E) -> u8 {
    match e {
        E::A => 1,
    }
}
""",
        "`e` in line 6 may be `E::B`, and no arm of the match says what then.",
    ),
    (
        "E0005",
        """\
pub fn f(o: Option<u8>) -> u8 {
    let Some(n) = o;
    n
}
""",
        "`Some(n)` may also be `None`, and the pattern says nothing of that.",
    ),
    (
        "E0063",
        """\
pub struct P {
    pub x: u8,
    pub y: u8,
}
pub fn f() -> P {
    P { x: 1 }
}
""",
        "A value of `P` needs all its fields, and line 6 gives none for `y`.",
    ),
    (
        "E0027",
        """\
pub struct P {
    pub x: u8,
    pub y: u8,
}
pub fn f(p: P) -> u8 {
    let P { x } = p;
    x
}
""",
        "The pattern in line 6 leaves out `y` and has no `..`.",
    ),
    (
        "E0046",
        """\
pub struct P;
impl Iterator for P {
    type Item = u8;
}
""",
        "The trait asks every impl for `next`, and the one in line 2 has it not.",
    ),
    (
        "E0425",
        """\
pub fn f(total: u8) -> u8 {
    totl
}
""",
        "Line 2 names the value `totl`, and this scope has none.",
    ),
    (
        "E0425",
        """\
fn compute() {}
pub fn f() {
    computr();
}
""",
        "Line 3 names the function `computr`, and this scope has none.",
    ),
    (
        "E0425",
        """\
pub fn f(m: HashMap<u8, u8>) {}
""",
        "Line 1 names the type `HashMap`, and this scope has none: it exists, but is not imported here.",
    ),
    (
        "E0405",
        """\
pub struct P;
impl Displey for P {}
""",
        "Line 2 names the trait `Displey`, and this scope has none.",
    ),
    (
        "E0433",
        """\
pub fn f() {
    let m = HashMap::<u8, u8>::new();
}
""",
        "Line 2 names the type `HashMap`, and this scope has none: it exists, but is not imported here.",
    ),
    (
        "E0432",
        """\
use std::colections::HashMap;
""",
        "The import in line 1 names `std::colections`: could not find `colections` in `std`.",
    ),
    (
        "E0603",
        """\
mod m {
    fn g() {}
}
pub fn f() {
    m::g();
}
""",
        "Function `g` (defined in line 2) is private where line 5 uses it: without a wider `pub` it is seen in the module it is written in, and in those inside it.",
    ),
    (
        "E0624",
        """\
mod m {
    pub struct P;
    impl P {
        fn g(&self) {}
    }
}
pub fn f(p: m::P) {
    p.g();
}
""",
        "Method `g` (defined in line 4) is private where line 8 uses it: without a wider `pub` it is seen in the module it is written in, and in those inside it.",
    ),
    (
        "E0609",
        """\
pub struct P {
    pub x: u8,
}
pub fn f(p: P) -> u8 {
    p.z
}
""",
        "`P` has no field `z`.",
    ),
    (
        "E0560",
        """\
pub struct P {
    pub x: u8,
}
pub fn f() -> P {
    P { x: 1, z: 2 }
}
""",
        "`P` has no field `z`.",
    ),
    (
        "E0615",
        """\
pub struct P;
impl P {
    pub fn x(&self) -> u8 {
        1
    }
}
pub fn f(p: P) -> u8 {
    p.x
}
""",
        "`x` is a method of `P`: it has to be called.",
    ),
    (
        "E0106",
        """\
pub fn f(a: &str, b: &str) -> &str {
    a
}
""",
        "`&` in line 1 does not say how long its reference lives: the function returns a borrowed value, but the signature does not say whether it is borrowed from `a` or `b`.",
    ),
    (
        "E0261",
        """\
pub fn f(a: &'a str) -> &'a str {
    a
}
""",
        "`'a` is used in line 1, and no `<…>` around it declares it.",
    ),
    (
        "E0600",
        """\
pub struct P;
pub fn f(p: P) {
    let _ = -p;
}
""",
        "`P` has no `-`: the operator stands for the trait `Neg`, which it does not implement.",
    ),
    (
        "E0107",
        """\
pub struct P<T>(T);
pub fn f(p: P) {}
""",
        "`P` (defined in line 1) takes 1 generic argument, line 2 gives another number.",
    ),
    (
        "",
        """\
pub fn f() {
    let n = 1
    g(n);
}
fn g(_: u8) {}
""",
        "Before `g` in line 2 the grammar wants `;`.",
    ),
)
