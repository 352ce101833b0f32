-- What the flows share: waiting that fails by name, a user who answers, and what was seen as JSON.
local M = { seen = {}, questions = {}, messages = {} }

local WAIT_MS = 300000

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

-- The plugin as a user has it: on the runtime path, set up with `options`.
function M.plugin(options)
  vim.opt.runtimepath:append(vim.env.PLUGIN)
  vim.cmd("filetype on")
  vim.cmd.runtime("plugin/rusta.lua")
  vim.notify = function(text)
    table.insert(M.messages, text)
  end
  require("rusta").setup(options or {})
end

function M.told(words)
  return vim.tbl_filter(function(text)
    return text:find(words, 1, true) ~= nil
  end, M.messages)[1]
end

function M.keys(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "xt", false)
end

function M.is_float(window)
  return vim.api.nvim_win_get_config(window or 0).relative ~= ""
end

-- The lines of the float, once there is one.
function M.float()
  return M.wait("a float", function()
    return M.is_float() and vim.api.nvim_buf_get_lines(0, 0, -1, true)
  end)
end

-- Virtual text of a namespace by line, counted from 1.
function M.marks(space, buffer)
  local id = vim.api.nvim_create_namespace(space)
  local found = vim.api.nvim_buf_get_extmarks(buffer or 0, id, 0, -1, { details = true })
  return vim.tbl_map(function(mark)
    local text = (mark[4].virt_text or { { "", "" } })[1]
    return { line = mark[2] + 1, text = text[1], colour = text[2], sign = mark[4].sign_text }
  end, found)
end

-- The two sides of a diff in the current tab; nil where there is none.
function M.diff_of_tab()
  local windows = vim.tbl_filter(function(window)
    return vim.wo[window].diff
  end, vim.api.nvim_tabpage_list_wins(0))
  if #windows ~= 2 then
    return nil
  end
  local sides = vim.tbl_map(function(window)
    local buffer = vim.api.nvim_win_get_buf(window)
    return {
      name = vim.api.nvim_buf_get_name(buffer),
      text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n") .. "\n",
    }
  end, windows)
  return { left = sides[1], right = sides[2], winbar = vim.wo[windows[2]].winbar }
end

-- Writes the buffer, and says what cargo makes of it.
function M.save_and_check(client)
  vim.cmd.write()
  local checked = vim
    .system({ "cargo", "check", "--offline" }, { cwd = client.config.root_dir })
    :wait()
  M.seen.check = { code = checked.code, stderr = checked.stderr }
end

-- rust-analyzer on the open file, once it knows types: before, it has nothing to offer. `request`
-- asks a client as its `request_sync` does.
function M.rust_analyzer(request)
  vim.lsp.start({
    name = "rust_analyzer",
    cmd = { "rust-analyzer" },
    root_dir = vim.fs.root(0, "Cargo.toml"),
    init_options = { checkOnSave = false, cachePriming = { enable = false } },
  })
  local client = M.client("rust_analyzer")
  M.wait("rust-analyzer's types", function()
    local place = {
      textDocument = vim.lsp.util.make_text_document_params(),
      position = { line = 1, character = 12 },
    }
    local said = request(client, "textDocument/hover", place, 20000)
    return said and said.result
  end)
end

function M.stop()
  for _, client in ipairs(vim.lsp.get_clients()) do
    vim.lsp.stop_client(client.id)
  end
  M.wait("the end of the servers", function()
    return #vim.lsp.get_clients() == 0
  end)
end

function M.report()
  local out = assert(io.open(vim.env.REPORT, "w"))
  out:write(vim.json.encode(M.seen))
  out:close()
end

return M
