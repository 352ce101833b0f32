-- What lists, chips and headlines say of documents.
local equal = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/equal.lua")

local M = {}

local function proposal(more)
  local made = {
    title = "Borrow the name",
    workspace_id = "ab12",
    confidence = { bp = 7230, calibrated = true },
    proof = { gate = "check", tests = { run = "passed", passed = 3 } },
  }
  return vim.tbl_deep_extend("force", made, more or {})
end

M["a headline says what was shown, and how sure it is"] = function()
  local headline = require("rusta.preview").headline
  equal(headline(proposal()), "Borrow the name · 72 % · proven: cargo check green, 3 tests pass")
  equal(
    headline(proposal({
      confidence = { calibrated = false },
      proof = { gate = "clippy", tests = { run = "no-tests" } },
    })),
    "Borrow the name · 72 % (not calibrated) · proven: cargo clippy green, there are no tests"
  )
end

M["the name of a preview is quoted as the server does"] = function()
  equal(
    require("rusta.preview").uri("ef", "ab12", "$WS/src/my file.rs"),
    "rusta:/preview/ab12/ef/%24WS/src/my%20file.rs"
  )
end

M["a document's URI and the name of its buffer are one"] = function()
  local documents = require("rusta.documents")
  local uri = "rusta:/anchor/ab/cd.md"
  equal(documents.name_of(uri), "rusta://anchor/ab/cd.md")
  equal(documents.uri_of(documents.name_of(uri)), uri)
end

M["root causes come first, and columns are bytes"] = function()
  local root = vim.fn.tempname()
  vim.fn.mkdir(root .. "/src", "p")
  vim.fn.writefile({ "let žluť = x;" }, root .. "/src/lib.rs")
  local function span(column)
    return { path = "$WS/src/lib.rs", line = 1, end_line = 1, column = column, primary = true }
  end
  local items = require("rusta.quickfix").items({
    roots = { 1 },
    diagnostics = {
      { level = "warning", message = "unused\nmore", spans = { span(1) } },
      { code = "E0425", level = "error", message = "not found", spans = { span(12) } },
      { code = "E0001", level = "error", message = "elsewhere", spans = {} },
    },
  }, root)
  equal(
    vim.tbl_map(function(item)
      return { item.text, item.type, item.col }
    end, items),
    { { "E0425 not found", "E", 14 }, { "syntax unused", "W", 1 } }
  )
end

M["a chip without data is not known"] = function()
  local state = require("rusta.chips").state
  equal(state({}), "unknown")
  equal(state({ user_data = { lsp = { data = { state = "abstains" } } } }), "abstains")
  equal(state({ user_data = { lsp = { data = { state = "of a later server" } } } }), "unknown")
end

M["an abstention says why and what comes next"] = function()
  local lines = require("rusta.abstention").lines({
    abstentions = {
      {
        diagnostic = { code = "E0425", message = "cannot find `x`\nhelp" },
        reason = "nothing green was found",
        next_probe = { method = "ra.completions", why = "it may know the name" },
      },
    },
    partial = { { title = "Add x", diff = "+x\n", remaining = 1 } },
  })
  equal(lines, {
    "# Not certain yet",
    "",
    "E0425 cannot find `x`",
    "- why: nothing green was found",
    "- next: ra.completions, it may know the name",
    "",
    "## A step, not proven: Add x; still 1 error",
    "```diff",
    "+x",
    "```",
  })
end

M["progress says how far it is, and nothing at the end"] = function()
  local text = require("rusta.progress").text
  local report = { kind = "report", title = "rusta: proving a fix", percentage = 40 }
  equal(text(report), "rusta: proving a fix · 40 % (:Rusta cancel)")
  equal(text({ kind = "end" }), "")
end

M["a trace is a line, also without its times"] = function()
  local trace = { trace = ("ab"):rep(32), job = "propose", steps = 7 }
  equal(
    require("rusta.traces").line(trace),
    "abababababab  ???????????????????  propose    7 steps"
  )
end

M["a replay that differs says where"] = function()
  local verdict = require("rusta.replay").verdict
  equal(verdict({ same = true, steps = 4 }), "replayed 4 steps to the same bytes")
  equal(
    verdict({ same = false, step = 2, reason = "another decision" }),
    "replay differs at step 2: another decision"
  )
end

M["commands complete, and then what they take"] = function()
  local complete = require("rusta.commands").complete
  equal(complete("re", "Rusta re"), { "replay", "restart", "revert" })
  equal(complete("", "Rusta memory "), {})
  equal(complete("E0", "Rusta explain E0"), {})
  equal(complete("", "Rusta nothing "), {})
end

M["a command that is not known is told"] = function()
  local original, told = vim.notify, nil
  vim.notify = function(text)
    told = text
  end
  require("rusta.commands").run({ fargs = { "fix" } })
  vim.notify = original
  equal(told, "rusta: there is no command fix; help: :help rusta-commands")
end

M["nulls are left out, however deep"] = function()
  local given = { a = vim.NIL, b = { { c = vim.NIL, d = 1 } }, e = {} }
  equal(require("rusta.requests").plain(given), { b = { { d = 1 } }, e = {} })
end

return M
