"""The items of the standard library by their modules, for a name that stands behind a wrong one.

Read off the toolchain's own list of items (`std/all.html`), stable and not deprecated in 1.95;
platforms, intrinsics and the modules of the primitive types are left out. Where several modules
have the name, the order of the modules is the order of likelihood.
"""

ROOTS = ("std", "core", "alloc")

MODULES = {
    module: names.split()
    for module, names in {
        "iter": """
            Chain Cloned Copied Cycle Empty Enumerate Filter FilterMap FlatMap Flatten FromFn
            Fuse Inspect Map MapWhile Once OnceWith Peekable Repeat RepeatN RepeatWith Rev Scan
            Skip SkipWhile StepBy Successors Take TakeWhile Zip DoubleEndedIterator
            ExactSizeIterator Extend FromIterator FusedIterator IntoIterator Iterator Product
            Sum chain empty from_fn once once_with repeat repeat_n repeat_with successors zip
            """,
        "slice": """
            ArrayWindows ChunkBy ChunkByMut Chunks ChunksExact ChunksExactMut ChunksMut
            EscapeAscii Iter IterMut RChunks RChunksExact RChunksExactMut RChunksMut RSplit
            RSplitMut RSplitN RSplitNMut Split SplitInclusive SplitInclusiveMut SplitMut SplitN
            SplitNMut Windows GetDisjointMutError SliceIndex from_mut from_raw_parts
            from_raw_parts_mut from_ref
            """,
        "vec": "Drain ExtractIf IntoIter Splice Vec",
        "str": """
            Bytes CharIndices Chars EncodeUtf16 EscapeDebug EscapeDefault EscapeUnicode Lines
            MatchIndices Matches ParseBoolError RMatchIndices RMatches RSplit RSplitN
            RSplitTerminator Split SplitAsciiWhitespace SplitInclusive SplitN SplitTerminator
            SplitWhitespace Utf8Chunk Utf8Chunks Utf8Error FromStr from_boxed_utf8_unchecked
            from_utf8 from_utf8_mut from_utf8_unchecked from_utf8_unchecked_mut
            """,
        "string": "Drain FromUtf16Error FromUtf8Error String ToString ParseError",
        "collections": """
            BTreeMap BTreeSet BinaryHeap HashMap HashSet LinkedList TryReserveError VecDeque
            """,
        "option": "IntoIter Iter IterMut Option",
        "result": "IntoIter Iter IterMut Result",
        "fmt": """
            Arguments DebugList DebugMap DebugSet DebugStruct DebugTuple Error Formatter FromFn
            Alignment Binary Debug Display LowerExp LowerHex Octal Pointer UpperExp UpperHex
            Write format from_fn write Result
            """,
        "io": """
            BufReader BufWriter Bytes Chain Cursor Empty Error IntoInnerError IoSlice IoSliceMut
            LineWriter Lines PipeReader PipeWriter Repeat Sink Split Stderr StderrLock Stdin
            StdinLock Stdout StdoutLock Take WriterPanicked ErrorKind SeekFrom BufRead
            IsTerminal Read Seek Write copy empty pipe read_to_string repeat sink stderr stdin
            stdout Result
            """,
        "cmp": """
            Reverse Ordering Eq Ord PartialEq PartialOrd max max_by max_by_key min min_by
            min_by_key
            """,
        "ops": """
            Range RangeFrom RangeFull RangeInclusive RangeTo RangeToInclusive Bound ControlFlow
            Add AddAssign AsyncFn AsyncFnMut AsyncFnOnce BitAnd BitAndAssign BitOr BitOrAssign
            BitXor BitXorAssign Deref DerefMut Div DivAssign Drop Fn FnMut FnOnce Index IndexMut
            Mul MulAssign Neg Not RangeBounds Rem RemAssign Shl ShlAssign Shr ShrAssign Sub
            SubAssign
            """,
        "mem": """
            Discriminant ManuallyDrop MaybeUninit align_of align_of_val discriminant drop forget
            needs_drop replace size_of size_of_val swap take transmute transmute_copy zeroed
            """,
        "rc": "Rc Weak",
        "sync": """
            Arc Barrier BarrierWaitResult Condvar LazyLock Mutex MutexGuard Once OnceLock
            OnceState PoisonError RwLock RwLockReadGuard RwLockWriteGuard WaitTimeoutResult Weak
            TryLockError LockResult TryLockResult
            """,
        "cell": "BorrowError BorrowMutError Cell LazyCell OnceCell Ref RefCell RefMut UnsafeCell",
        "collections::hash_map": """
            DefaultHasher Drain ExtractIf IntoIter IntoKeys IntoValues Iter IterMut Keys
            OccupiedEntry RandomState VacantEntry Values ValuesMut Entry
            """,
        "collections::btree_map": """
            ExtractIf IntoIter IntoKeys IntoValues Iter IterMut Keys OccupiedEntry Range
            RangeMut VacantEntry Values ValuesMut Entry
            """,
        "collections::hash_set": """
            Difference Drain ExtractIf Intersection IntoIter Iter SymmetricDifference Union
            """,
        "collections::btree_set": """
            Difference ExtractIf Intersection IntoIter Iter Range SymmetricDifference Union
            """,
        "collections::vec_deque": "Drain IntoIter Iter IterMut",
        "collections::binary_heap": "Drain IntoIter Iter PeekMut",
        "collections::linked_list": "ExtractIf IntoIter Iter IterMut",
        "boxed": "Box",
        "borrow": "Cow Borrow BorrowMut ToOwned",
        "path": """
            Ancestors Components Display Iter Path PathBuf PrefixComponent StripPrefixError
            Component Prefix absolute is_separator MAIN_SEPARATOR MAIN_SEPARATOR_STR
            """,
        "fs": """
            DirBuilder DirEntry File FileTimes FileType Metadata OpenOptions Permissions ReadDir
            TryLockError canonicalize copy create_dir create_dir_all exists hard_link metadata
            read read_dir read_link read_to_string remove_dir remove_dir_all remove_file rename
            set_permissions symlink_metadata write
            """,
        "env": """
            Args ArgsOs JoinPathsError SplitPaths Vars VarsOs VarError args args_os current_dir
            current_exe home_dir join_paths remove_var set_current_dir set_var split_paths
            temp_dir var var_os vars vars_os
            """,
        "process": """
            Child ChildStderr ChildStdin ChildStdout Command CommandArgs CommandEnvs ExitCode
            ExitStatus Output Stdio Termination abort exit id
            """,
        "thread": """
            AccessError Builder JoinHandle LocalKey Scope ScopedJoinHandle Thread ThreadId
            available_parallelism current panicking park park_timeout scope sleep spawn
            yield_now Result
            """,
        "time": "Duration Instant SystemTime SystemTimeError TryFromFloatSecsError UNIX_EPOCH",
        "num": """
            NonZero ParseFloatError ParseIntError Saturating TryFromIntError Wrapping FpCategory
            IntErrorKind NonZeroI128 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI8 NonZeroIsize
            NonZeroU128 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU8 NonZeroUsize
            """,
        "char": """
            CharTryFromError DecodeUtf16 DecodeUtf16Error EscapeDebug EscapeDefault
            EscapeUnicode ParseCharError ToLowercase ToUppercase TryFromCharError decode_utf16
            from_digit from_u32 from_u32_unchecked MAX REPLACEMENT_CHARACTER UNICODE_VERSION
            """,
        "ptr": """
            NonNull addr_eq copy copy_nonoverlapping dangling dangling_mut drop_in_place eq
            fn_addr_eq from_mut from_ref hash null null_mut read read_unaligned read_volatile
            replace slice_from_raw_parts slice_from_raw_parts_mut swap swap_nonoverlapping
            with_exposed_provenance with_exposed_provenance_mut without_provenance
            without_provenance_mut write write_bytes write_unaligned write_volatile
            """,
        "marker": "PhantomData PhantomPinned Copy Send Sized Sync Unpin",
        "convert": "Infallible AsMut AsRef From Into TryFrom TryInto identity",
        "hash": "BuildHasherDefault BuildHasher Hash Hasher",
        "error": "Error",
        "any": "TypeId Any type_name type_name_of_val",
        "array": "IntoIter TryFromSliceError from_fn from_mut from_ref repeat",
        "ascii": "EscapeDefault escape_default",
        "default": "Default",
        "ffi": """
            CStr CString FromBytesUntilNulError FromVecWithNulError IntoStringError NulError
            OsStr OsString FromBytesWithNulError c_void c_char c_double c_float c_int c_long
            c_longlong c_schar c_short c_uchar c_uint c_ulong c_ulonglong c_ushort
            """,
        "net": """
            AddrParseError Incoming Ipv4Addr Ipv6Addr SocketAddrV4 SocketAddrV6 TcpListener
            TcpStream UdpSocket IpAddr Shutdown SocketAddr ToSocketAddrs
            """,
        "task": "Context RawWaker RawWakerVTable Waker Poll Wake",
        "pin": "Pin",
        "future": "Pending PollFn Ready Future IntoFuture pending poll_fn ready",
        "sync::atomic": """
            AtomicBool AtomicI16 AtomicI32 AtomicI64 AtomicI8 AtomicIsize AtomicPtr AtomicU16
            AtomicU32 AtomicU64 AtomicU8 AtomicUsize Ordering compiler_fence fence
            """,
        "sync::mpsc": """
            IntoIter Iter Receiver RecvError SendError Sender SyncSender TryIter
            RecvTimeoutError TryRecvError TrySendError channel sync_channel
            """,
        "alloc": """
            Layout LayoutError System GlobalAlloc alloc alloc_zeroed dealloc handle_alloc_error
            realloc
            """,
        "hint": """
            assert_unchecked black_box cold_path select_unpredictable spin_loop
            unreachable_unchecked
            """,
        "panic": """
            AssertUnwindSafe Location PanicHookInfo RefUnwindSafe UnwindSafe catch_unwind
            panic_any resume_unwind set_hook take_hook
            """,
    }.items()
}

# Modules that these crates have too, with most of their names.
_IN_CORE = frozenset(
    """
    iter slice str option result fmt cmp ops mem cell borrow time num char ptr marker
    convert hash error any array ascii default ffi net task pin future sync::atomic alloc
    hint panic
    """.split()
)
_IN_ALLOC = frozenset(
    """
    slice vec str string collections fmt rc sync collections::btree_map
    collections::btree_set collections::vec_deque collections::binary_heap
    collections::linked_list boxed borrow ffi task alloc
    """.split()
)


def paths_of(name: str, root: str) -> list[str]:
    """The paths of an item or a module of the library, the most usual first: by `root` where that
    crate has the module, else by the others that do."""
    modules = [module for module, names in MODULES.items() if name in names]
    whole = [module for module in MODULES if module.rpartition("::")[2] == name]
    found = [f"{by}::{module}::{name}" for module in modules for by in _roots(module, root)]
    return [*found, *(f"{by}::{module}" for module in whole for by in _roots(module, root))]


def names_in(path: str) -> list[str]:
    """What the module `path` holds (`std::fmt`); nothing where it is no module listed here."""
    root, _, module = path.partition("::")
    if root not in ROOTS or module not in MODULES:
        return []
    below = [m.rpartition("::")[2] for m in MODULES if m.rpartition("::")[0] == module]
    return [*MODULES[module], *below]


def _roots(module: str, root: str) -> list[str]:
    having = {"std": True, "core": module in _IN_CORE, "alloc": module in _IN_ALLOC}
    if having[root]:
        return [root]
    return [other for other in ("alloc", "core", "std") if having[other]]
