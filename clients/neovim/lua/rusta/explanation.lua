-- An explanation as lines of Markdown: every sentence with the numbers of what it rests on, and the
-- list of those at the end. Pure.
local M = {}

-- In this order; the compiler's own words come first and without a heading.
local HEADINGS = {
  { "diagnosis" },
  { "cause", "Why" },
  { "span", "Where" },
  { "chain", "The compiler adds" },
  { "rule", "Rule" },
  { "fix", "Fix" },
  { "proof", "Proof" },
  { "symbol", "What" },
  { "type", "Type" },
  { "doc", "Says" },
  { "use", "Used" },
}

local Page = {}
Page.__index = Page

function Page:add(line)
  table.insert(self.lines, line)
end

function Page:gap()
  if #self.lines > 0 and self.lines[#self.lines] ~= "" then
    self:add("")
  end
end

-- The number of a citation, the same for the same passage.
function Page:number(anchor)
  local key = table.concat({ anchor.kind, anchor.source, anchor.start, anchor["end"] }, "\n")
  if not self.numbers[key] then
    table.insert(self.citations, anchor)
    self.numbers[key] = #self.citations
  end
  return self.numbers[key]
end

function Page:claim(claim, mark)
  local numbers = vim.tbl_map(function(anchor)
    return self:number(anchor)
  end, claim.anchors)
  local cited = table.concat(vim.tbl_map(function(number)
    return ("[%d]"):format(number)
  end, numbers))
  local told = vim.split(claim.text, "\n", { trimempty = true })
  told[#told] = told[#told] .. " " .. cited
  for index, line in ipairs(told) do
    self:add((index == 1 and mark or (" "):rep(#mark)) .. line)
    self.cited[#self.lines] = numbers
  end
end

function Page:explanation(given)
  self:gap()
  self:add(given.code and ("# %s"):format(given.code) or "# " .. given.message:match("[^\n]*"))
  for _, heading in ipairs(HEADINGS) do
    local found = vim.tbl_filter(function(claim)
      return claim.role == heading[1]
    end, given.claims)
    if #found > 0 then
      self:gap()
      if heading[2] then
        self:add("## " .. heading[2])
      end
      for _, claim in ipairs(found) do
        self:claim(claim, heading[2] and "- " or "")
      end
    end
  end
  if given.unknown then
    self:gap()
    self:add("Not known: " .. given.unknown)
    self.unknown[#self.lines] = true
  end
end

---@param result table of an `explain/1` document
---@return { lines: string[], cited: table<integer, integer[]>, citations: table[], unknown: table }
--- page `cited` by line the numbers of the citations on it; `unknown` the lines that cite nothing
function M.page(result)
  local page =
    setmetatable({ lines = {}, cited = {}, citations = {}, numbers = {}, unknown = {} }, Page)
  for _, one in ipairs(result.explanations) do
    page:explanation(one)
  end
  if #page.citations > 0 then
    page:gap()
    page:add("## Citations")
    for number, anchor in ipairs(page.citations) do
      page:add(("%d. %s"):format(number, (anchor.title:gsub("\n", " "))))
      page.cited[#page.lines] = { number }
    end
  end
  for _, missing in ipairs(result.missing or {}) do
    page:gap()
    page:add(("More could be cited after: `%s`"):format(missing))
    page.unknown[#page.lines] = true
  end
  return page
end

return M
