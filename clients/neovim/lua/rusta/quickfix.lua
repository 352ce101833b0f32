-- `:Rusta diagnose`: what is wrong, root causes first, as the quickfix list.
local requests = require("rusta.requests")

local M = {}

local KINDS = { error = "E", ice = "E", warning = "W" }

-- Columns of rustc are characters, those of Vim bytes.
local function column_of(path, line, column)
  local buffer = vim.fn.bufnr(path)
  local text
  if buffer ~= -1 and vim.api.nvim_buf_is_loaded(buffer) then
    text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]
  elseif vim.fn.filereadable(path) == 1 then
    text = vim.fn.readfile(path, "", line)[line]
  end
  local byte = text and vim.fn.byteidx(text, column - 1) or -1
  return byte >= 0 and byte + 1 or column
end

---@param result table of a `diagnose/1` document
---@param root string what `$WS` stands for
---@return table[] items of the quickfix list
function M.items(result, root)
  local items, seen = {}, {}
  local function add(diagnostic)
    local span = vim.tbl_filter(function(one)
      return one.primary
    end, diagnostic.spans)[1]
    if not span or not vim.startswith(span.path, "$WS/") then
      return
    end
    local path = root .. span.path:sub(#"$WS" + 1)
    local code = diagnostic.code or "syntax"
    table.insert(items, {
      filename = path,
      lnum = span.line,
      col = column_of(path, span.line, span.column),
      end_lnum = span.end_line,
      type = KINDS[diagnostic.level] or "I",
      text = ("%s %s"):format(code, diagnostic.message:match("[^\n]*")),
    })
  end
  for _, index in ipairs(result.roots) do
    seen[index + 1] = true
    add(result.diagnostics[index + 1])
  end
  for index, diagnostic in ipairs(result.diagnostics) do
    if not seen[index] then
      add(diagnostic)
    end
  end
  return items
end

function M.run()
  requests.command("diagnose", nil, function(document)
    requests.root(function(root)
      local items = M.items(document.result, root)
      vim.fn.setqflist({}, " ", { title = "rusta", items = items })
      if #items == 0 then
        require("rusta.say").info("nothing is wrong")
        vim.cmd.cclose()
      else
        vim.cmd("botright copen")
      end
    end)
  end)
end

return M
