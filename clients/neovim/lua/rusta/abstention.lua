-- Where nothing is proven: why, and the plan that would settle it, in a float. It is an answer, and
-- no failure.
local M = {}

local space = vim.api.nvim_create_namespace("rusta.abstention")

---@param result table of a `propose/1` document
---@return string[] lines
function M.lines(result)
  local lines = { "# Not certain yet" }
  for _, one in ipairs(result.abstentions) do
    local about = one.diagnostic
    vim.list_extend(lines, { "" })
    if about then
      local code = about.code or "syntax"
      table.insert(lines, ("%s %s"):format(code, about.message:match("[^\n]*")))
    end
    vim.list_extend(lines, {
      "- why: " .. one.reason:gsub("\n", " "),
      ("- next: %s, %s"):format(one.next_probe.method, (one.next_probe.why:gsub("\n", " "))),
    })
  end
  for _, step in ipairs(result.partial or {}) do
    local left = ("still %d error%s"):format(step.remaining, step.remaining == 1 and "" or "s")
    vim.list_extend(
      lines,
      { "", ("## A step, not proven: %s; %s"):format(step.title, left), "```diff" }
    )
    vim.list_extend(lines, vim.split(step.diff, "\n", { trimempty = true }))
    table.insert(lines, "```")
  end
  return lines
end

function M.show(result)
  local lines = M.lines(result)
  local buffer = require("rusta.float").open(lines, { title = "rusta abstains · q closes" })
  vim.api.nvim_buf_set_extmark(buffer, space, 0, 0, { end_row = 1, hl_group = "RustaAbstains" })
end

return M
