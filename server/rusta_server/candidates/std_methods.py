"""The methods of the standard library's types and traits, for a method that is called by another
name.

Read off the toolchain's own documentation (the inherent methods with a receiver on the page of each
type, all methods of a trait), stable, safe and not deprecated in 1.95.
"""

from rusta_server.candidates.types import FLOATS, INTEGERS, head, innermost

METHODS = {
    kind: names.split()
    for kind, names in {
        "iterators": """
            next size_hint count last nth step_by chain zip map for_each filter filter_map
            enumerate peekable skip_while take_while map_while skip take scan flat_map flatten
            fuse inspect by_ref collect partition try_fold try_for_each fold reduce all any find
            find_map position rposition max min max_by_key max_by min_by_key min_by rev unzip
            copied cloned cycle sum product cmp partial_cmp eq ne lt le gt ge is_sorted
            is_sorted_by is_sorted_by_key next_back nth_back try_rfold rfold rfind len peek
            peek_mut next_if next_if_eq next_if_map next_if_map_mut
            """,
        "str": """
            len is_empty is_char_boundary floor_char_boundary ceil_char_boundary as_bytes as_ptr
            as_mut_ptr get get_mut split_at split_at_mut split_at_checked split_at_mut_checked
            chars char_indices bytes split_whitespace split_ascii_whitespace lines encode_utf16
            contains starts_with ends_with find rfind split split_inclusive rsplit
            split_terminator rsplit_terminator splitn rsplitn split_once rsplit_once matches
            rmatches match_indices rmatch_indices trim trim_start trim_end trim_matches
            trim_start_matches strip_prefix strip_suffix trim_end_matches parse is_ascii
            eq_ignore_ascii_case make_ascii_uppercase make_ascii_lowercase trim_ascii_start
            trim_ascii_end trim_ascii escape_debug escape_default escape_unicode into_boxed_bytes
            replace replacen to_lowercase to_uppercase into_string repeat to_ascii_uppercase
            to_ascii_lowercase
            """,
        "String": """
            into_raw_parts into_bytes as_str as_mut_str push_str extend_from_within capacity
            reserve reserve_exact try_reserve try_reserve_exact shrink_to_fit shrink_to push
            as_bytes truncate pop remove retain insert insert_str len is_empty split_off clear
            drain replace_range into_boxed_str leak
            """,
        "slice": """
            is_ascii eq_ignore_ascii_case make_ascii_uppercase make_ascii_lowercase escape_ascii
            trim_ascii_start trim_ascii_end trim_ascii len is_empty first first_mut split_first
            split_first_mut split_last split_last_mut last last_mut first_chunk first_chunk_mut
            split_first_chunk split_first_chunk_mut split_last_chunk split_last_chunk_mut
            last_chunk last_chunk_mut get get_mut as_ptr as_mut_ptr as_ptr_range as_mut_ptr_range
            as_array as_mut_array swap reverse iter iter_mut windows chunks chunks_mut
            chunks_exact chunks_exact_mut as_chunks as_rchunks as_chunks_mut as_rchunks_mut
            array_windows rchunks rchunks_mut rchunks_exact rchunks_exact_mut chunk_by
            chunk_by_mut split_at split_at_mut split_at_checked split_at_mut_checked split
            split_mut split_inclusive split_inclusive_mut rsplit rsplit_mut splitn splitn_mut
            rsplitn rsplitn_mut contains starts_with ends_with strip_prefix strip_suffix
            binary_search sort_unstable sort_unstable_by sort_unstable_by_key select_nth_unstable
            select_nth_unstable_by select_nth_unstable_by_key rotate_left rotate_right fill
            fill_with clone_from_slice copy_from_slice copy_within swap_with_slice is_sorted
            partition_point split_off split_off_mut split_off_first split_off_first_mut
            split_off_last split_off_last_mut get_disjoint_mut as_flattened as_flattened_mut
            utf8_chunks sort sort_by sort_by_key sort_by_cached_key to_vec into_vec repeat concat
            join to_ascii_uppercase to_ascii_lowercase
            """,
        "Vec": """
            into_raw_parts push push_mut capacity reserve reserve_exact try_reserve
            try_reserve_exact shrink_to_fit shrink_to into_boxed_slice truncate as_slice
            as_mut_slice as_ptr as_mut_ptr swap_remove insert insert_mut remove retain retain_mut
            dedup_by_key dedup_by pop pop_if append drain clear len is_empty split_off resize_with
            leak spare_capacity_mut resize extend_from_slice extend_from_within into_flattened
            dedup splice extract_if
            """,
        "VecDeque": """
            get get_mut swap capacity reserve_exact reserve try_reserve_exact try_reserve
            shrink_to_fit shrink_to truncate iter iter_mut as_slices as_mut_slices len is_empty
            range range_mut drain clear contains front front_mut back back_mut pop_front pop_back
            pop_front_if pop_back_if push_front push_front_mut push_back push_back_mut
            swap_remove_front swap_remove_back insert insert_mut remove split_off append retain
            retain_mut resize_with make_contiguous rotate_left rotate_right binary_search
            partition_point resize
            """,
        "LinkedList": """
            append iter iter_mut is_empty len clear contains front front_mut back back_mut
            push_front push_front_mut pop_front push_back push_back_mut pop_back split_off
            extract_if
            """,
        "BinaryHeap": """
            peek_mut pop push into_sorted_vec append retain iter peek capacity reserve_exact
            reserve try_reserve_exact try_reserve shrink_to_fit shrink_to as_slice into_vec len
            is_empty drain clear
            """,
        "Option": """
            is_some is_some_and is_none is_none_or as_ref as_mut as_pin_ref as_pin_mut as_slice
            as_mut_slice expect unwrap unwrap_or unwrap_or_else unwrap_or_default map inspect
            map_or map_or_else ok_or ok_or_else as_deref as_deref_mut iter iter_mut and and_then
            filter or or_else xor insert get_or_insert get_or_insert_default get_or_insert_with
            take take_if replace zip unzip copied cloned transpose flatten
            """,
        "Result": """
            is_ok is_ok_and is_err is_err_and ok err as_ref as_mut map map_or map_or_else map_err
            inspect inspect_err as_deref as_deref_mut iter iter_mut expect unwrap
            unwrap_or_default expect_err unwrap_err and and_then or or_else unwrap_or
            unwrap_or_else copied cloned transpose flatten
            """,
        "HashMap": """
            capacity keys into_keys values values_mut into_values iter iter_mut len is_empty drain
            extract_if retain clear hasher reserve try_reserve shrink_to_fit shrink_to entry get
            get_key_value get_disjoint_mut contains_key get_mut insert remove remove_entry
            """,
        "BTreeMap": """
            clear get get_key_value first_key_value first_entry pop_first last_key_value
            last_entry pop_last contains_key get_mut insert remove remove_entry retain append
            range range_mut entry split_off extract_if into_keys into_values iter iter_mut keys
            values values_mut len is_empty
            """,
        "HashSet": """
            capacity iter len is_empty drain extract_if retain clear hasher reserve try_reserve
            shrink_to_fit shrink_to contains get is_disjoint is_subset is_superset insert replace
            remove take difference symmetric_difference intersection union
            """,
        "BTreeSet": """
            range clear contains get is_disjoint is_subset is_superset first last pop_first
            pop_last insert replace remove take retain append split_off extract_if iter len
            is_empty difference symmetric_difference intersection union
            """,
        "Entry": """
            or_insert or_insert_with or_insert_with_key key and_modify insert_entry or_default
            """,
        "char": """
            is_digit to_digit escape_unicode escape_debug escape_default len_utf8 len_utf16
            encode_utf8 encode_utf16 is_alphabetic is_lowercase is_uppercase is_whitespace
            is_alphanumeric is_control is_numeric to_lowercase to_uppercase is_ascii
            to_ascii_uppercase to_ascii_lowercase eq_ignore_ascii_case make_ascii_uppercase
            make_ascii_lowercase is_ascii_alphabetic is_ascii_uppercase is_ascii_lowercase
            is_ascii_alphanumeric is_ascii_digit is_ascii_hexdigit is_ascii_punctuation
            is_ascii_graphic is_ascii_whitespace is_ascii_control
            """,
        "integers": """
            count_ones count_zeros leading_zeros trailing_zeros leading_ones trailing_ones
            cast_signed rotate_left rotate_right swap_bytes reverse_bits to_be to_le checked_add
            checked_add_signed checked_sub checked_sub_signed checked_signed_diff checked_mul
            checked_div checked_div_euclid checked_rem checked_rem_euclid ilog ilog2 ilog10
            checked_ilog checked_ilog2 checked_ilog10 checked_neg checked_shl unbounded_shl
            checked_shr unbounded_shr checked_pow saturating_add saturating_add_signed
            saturating_sub saturating_sub_signed saturating_mul saturating_div saturating_pow
            wrapping_add wrapping_add_signed wrapping_sub wrapping_sub_signed wrapping_mul
            wrapping_div wrapping_div_euclid wrapping_rem wrapping_rem_euclid wrapping_neg
            wrapping_shl wrapping_shr wrapping_pow overflowing_add overflowing_add_signed
            overflowing_sub overflowing_sub_signed abs_diff overflowing_mul overflowing_div
            overflowing_div_euclid overflowing_rem overflowing_rem_euclid overflowing_neg
            overflowing_shl overflowing_shr overflowing_pow pow isqrt div_euclid rem_euclid
            div_ceil next_multiple_of checked_next_multiple_of is_multiple_of is_power_of_two
            next_power_of_two checked_next_power_of_two to_be_bytes to_le_bytes to_ne_bytes
            midpoint cast_unsigned checked_add_unsigned checked_sub_unsigned checked_abs
            checked_isqrt saturating_add_unsigned saturating_sub_unsigned saturating_neg
            saturating_abs wrapping_add_unsigned wrapping_sub_unsigned wrapping_abs unsigned_abs
            overflowing_add_unsigned overflowing_sub_unsigned overflowing_abs abs signum
            is_positive is_negative
            """,
        "floats": """
            floor ceil round round_ties_even trunc fract mul_add div_euclid rem_euclid powi powf
            sqrt exp exp2 ln log log2 log10 cbrt hypot sin cos tan asin acos atan atan2 sin_cos
            exp_m1 ln_1p sinh cosh tanh asinh acosh atanh is_nan is_infinite is_finite
            is_subnormal is_normal classify is_sign_positive is_sign_negative next_up next_down
            recip to_degrees to_radians max min midpoint to_bits to_be_bytes to_le_bytes
            to_ne_bytes total_cmp clamp abs signum copysign
            """,
        "Cell": """
            set swap replace into_inner get update as_ptr get_mut take as_slice_of_cells
            as_array_of_cells
            """,
        "RefCell": """
            into_inner replace replace_with swap borrow try_borrow borrow_mut try_borrow_mut
            as_ptr get_mut take
            """,
        "Cow": "to_mut into_owned",
        "Ordering": "is_eq is_ne is_lt is_gt is_le is_ge reverse then then_with",
        "Formatter": """
            pad_integral pad write_str write_fmt fill align width precision sign_plus sign_minus
            alternate sign_aware_zero_pad debug_struct debug_tuple debug_list debug_set debug_map
            """,
        "Read": """
            read read_vectored read_to_end read_to_string read_exact by_ref bytes chain take
            """,
        "Write": "write flush write_vectored write_all write_fmt by_ref",
        "BufRead": "fill_buf consume read_until skip_until read_line split lines",
        "Seek": "seek rewind stream_position seek_relative",
        "Path": """
            as_os_str as_mut_os_str to_str to_string_lossy to_path_buf is_absolute is_relative
            has_root parent ancestors file_name strip_prefix starts_with ends_with file_stem
            file_prefix extension join with_file_name with_extension with_added_extension
            components iter display metadata symlink_metadata canonicalize read_link read_dir
            exists try_exists is_file is_dir is_symlink into_path_buf
            """,
        "PathBuf": """
            as_path leak push pop set_file_name set_extension add_extension as_mut_os_string
            into_os_string into_boxed_path capacity clear reserve try_reserve reserve_exact
            try_reserve_exact shrink_to_fit shrink_to
            """,
        "OsStr": """
            to_str to_string_lossy to_os_string is_empty len into_os_string as_encoded_bytes
            make_ascii_lowercase make_ascii_uppercase to_ascii_lowercase to_ascii_uppercase
            is_ascii eq_ignore_ascii_case display
            """,
        "Duration": """
            is_zero as_secs subsec_millis subsec_micros subsec_nanos as_millis as_micros as_nanos
            abs_diff checked_add saturating_add checked_sub saturating_sub checked_mul
            saturating_mul checked_div as_secs_f64 as_secs_f32 mul_f64 mul_f32 div_f64 div_f32
            div_duration_f64 div_duration_f32
            """,
        "Instant": """
            duration_since checked_duration_since saturating_duration_since elapsed checked_add
            checked_sub
            """,
        "Mutex": "lock try_lock is_poisoned clear_poison into_inner get_mut",
        "RwLock": """
            read try_read write try_write is_poisoned clear_poison into_inner get_mut
            """,
        "atomics": """
            get_mut into_inner load store swap compare_exchange compare_exchange_weak fetch_add
            fetch_sub fetch_and fetch_nand fetch_or fetch_xor try_update update fetch_max
            fetch_min as_ptr
            """,
        "Command": """
            arg args env envs env_remove env_clear current_dir stdin stdout stderr spawn output
            status get_program get_args get_envs get_current_dir
            """,
        "pointers": """
            is_null cast cast_mut addr expose_provenance with_addr map_addr wrapping_offset
            wrapping_byte_offset wrapping_add wrapping_byte_add wrapping_sub wrapping_byte_sub
            align_offset is_aligned len is_empty as_array cast_const as_mut_array as_ptr
            """,
        "RangeInclusive": "start end into_inner contains is_empty",
        "Hasher": """
            finish write write_u8 write_u16 write_u32 write_u64 write_u128 write_usize write_i8
            write_i16 write_i32 write_i64 write_i128 write_isize
            """,
    }.items()
}

# What a type lends its methods from.
_THROUGH = {
    "String": ("String", "str"), "Vec": ("Vec", "slice"), "PathBuf": ("PathBuf", "Path"),
    "Range": ("RangeInclusive", "iterators"), "RangeInclusive": ("RangeInclusive", "iterators"),
    "Box": ("iterators", "Read", "Write"), "File": ("Read", "Write", "Seek"),
    "BufReader": ("BufRead", "Read", "Seek"), "BufWriter": ("Write", "Seek"),
    "Cursor": ("BufRead", "Read", "Write", "Seek"), "Stdout": ("Write",), "Stdin": ("Read",),
    "OccupiedEntry": ("Entry",), "VacantEntry": ("Entry",), "OsString": ("OsStr",),
}  # fmt: skip
_UNKNOWN = ("iterators", "Read", "Write", "BufRead", "Hasher")


def methods_of(kind: str) -> list[str]:
    """The methods of the type written `kind` (`Vec<u8>`, `&mut str`, `{integer}`); those of the
    traits, of iterators before all, where it is not one of the types listed here."""
    kind = innermost(kind)
    if kind.startswith("["):
        names: tuple[str, ...] = ("slice",)
    elif kind.startswith("*"):
        names = ("pointers",)
    else:
        name = head(kind.strip("{}"))
        names = _THROUGH.get(name) or ((name,) if name in METHODS else _kin(name))
    return list(dict.fromkeys(method for name in names for method in METHODS[name]))


def _kin(name: str) -> tuple[str, ...]:
    if name in INTEGERS or name == "integer":
        return ("integers", "char") if name == "u8" else ("integers",)
    if name in FLOATS or name == "float":
        return ("floats",)
    return ("atomics",) if name.startswith("Atomic") else _UNKNOWN
