-- What the flows share: waiting that fails by name, a user who answers, and what was seen as JSON.
local M = { seen = {}, questions = {} }

local WAIT_MS = 60000

function M.wait(what, ready)
  local found
  local done = vim.wait(WAIT_MS, function()
    found = ready()
    return found ~= nil and found ~= false
  end, 20)
  if not done then
    error("waited in vain for " .. what .. "; messages: " .. vim.fn.execute("messages"))
  end
  return found
end

-- Every choice Neovim asks for is kept, and answered with the item that `M.choose` picks.
function M.choose(_) end

vim.ui.select = function(items, options, answered)
  local format = options.format_item or tostring
  local titles = vim.tbl_map(format, items)
  table.insert(M.questions, { prompt = options.prompt, titles = titles })
  for index, title in ipairs(titles) do
    if M.choose(title) then
      return answered(items[index], index)
    end
  end
  answered(nil, nil)
end

function M.client(name)
  return M.wait("the client " .. name, function()
    local client = vim.lsp.get_clients({ name = name })[1]
    return client and client.initialized and client
  end)
end

function M.diagnostics(source)
  return vim.tbl_filter(function(found)
    return found.source == source
  end, vim.diagnostic.get(0))
end

function M.text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
end

function M.go_to(diagnostic)
  vim.api.nvim_win_set_cursor(0, { diagnostic.lnum + 1, diagnostic.col })
end

-- Until the server owes us no answer.
function M.settled(client)
  M.wait("answers of " .. client.name, function()
    return next(client.requests) == nil
  end)
end

function M.report()
  local out = assert(io.open(vim.env.REPORT, "w"))
  out:write(vim.json.encode(M.seen))
  out:close()
end

return M
