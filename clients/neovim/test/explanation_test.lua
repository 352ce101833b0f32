local equal = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/equal.lua")
local page = require("rusta.explanation").page

local function anchor(title, start)
  return { kind = "doc", source = "book", start = start, ["end"] = start + 5, title = title }
end

local function explained(claims, more)
  local one = { code = "E0382", message = "use of moved value", claims = claims }
  return { explanations = { vim.tbl_extend("force", one, more or {}) } }
end

local M = {}

M["sentences stand under their headings, whatever their order"] = function()
  local made = page(explained({
    { role = "rule", text = "A value has one owner.", anchors = { anchor("Book", 0) } },
    { role = "diagnosis", text = "use of moved value", anchors = { anchor("rustc", 9) } },
    { role = "cause", text = "name moved here.", anchors = { anchor("rustc", 9) } },
  }))
  equal(made.lines, {
    "# E0382",
    "",
    "use of moved value [1]",
    "",
    "## Why",
    "- name moved here. [1]",
    "",
    "## Rule",
    "- A value has one owner. [2]",
    "",
    "## Citations",
    "1. rustc",
    "2. Book",
  })
end

M["a line knows what it cites"] = function()
  local two = { anchor("one", 0), anchor("two", 9) }
  local made = page(explained({ { role = "cause", text = "Because.", anchors = two } }))
  equal(made.cited[4], { 1, 2 })
  equal(made.citations, two)
end

M["sentences of several lines are one item, and every line of it cites"] = function()
  local said = { role = "chain", text = "note\nmore", anchors = { anchor("rustc", 0) } }
  local made = page(explained({ said }))
  equal({ made.lines[4], made.lines[5] }, { "- note", "  more [1]" })
  equal({ made.cited[4], made.cited[5] }, { { 1 }, { 1 } })
end

M["what is not known is marked"] = function()
  local made = page(explained({}, { unknown = "rust-docs is not installed" }))
  equal(made.lines[3], "Not known: rust-docs is not installed")
  equal(made.unknown, { [3] = true })
end

M["an explanation without a code has its message for a title"] = function()
  local given = { explanations = { { message = "expected `;`\nhelp", claims = {} } } }
  equal(page(given).lines, { "# expected `;`" })
end

M["nothing to explain is an empty page"] = function()
  equal(page({ explanations = {} }).lines, {})
end

return M
