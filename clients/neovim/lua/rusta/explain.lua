-- `:Rusta explain`: the explanation in a float; `<CR>` opens the citation under the cursor, a digit
-- the one of that number.
local float = require("rusta.float")
local requests = require("rusta.requests")

local M = {}

local space = vim.api.nvim_create_namespace("rusta.explain")
local last

local function open(anchor)
  local about = vim.b.rusta_about
  float.close()
  if about and vim.api.nvim_buf_is_valid(about) then
    local window = vim.fn.bufwinid(about)
    if window ~= -1 then
      vim.api.nvim_set_current_win(window)
    end
  end
  requests.command("showAnchor", { anchor = anchor }, function(document)
    if not document.ok then
      require("rusta.say").warn(("this is not what was cited: %s"):format(document.reason))
    end
  end)
end

-- The number in brackets under the cursor, else the only one of the line.
local function number_here(page)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local text, from = vim.api.nvim_get_current_line(), 1
  while true do
    local first, final, number = text:find("%[(%d+)%]", from)
    if not first then
      break
    elseif first <= column + 1 and column + 1 <= final then
      return tonumber(number)
    end
    from = final + 1
  end
  local numbers = page.cited[row]
  return numbers and numbers[1]
end

local function show(page)
  local buffer = float.open(page.lines, { title = "rusta · <CR> opens a citation · q closes" })
  for row in pairs(page.unknown) do
    vim.api.nvim_buf_set_extmark(buffer, space, row - 1, 0, {
      end_row = row,
      hl_group = "RustaUnknown",
      hl_eol = true,
    })
  end
  vim.keymap.set("n", "<CR>", function()
    local number = number_here(page)
    if number then
      open(page.citations[number])
    end
  end, { buffer = buffer })
  for number = 1, math.min(9, #page.citations) do
    vim.keymap.set("n", tostring(number), function()
      open(page.citations[number])
    end, { buffer = buffer, nowait = true })
  end
end

---@param code? string an error code; else what is under the cursor
---@param again boolean the last one, without asking
function M.run(code, again)
  if again and last then
    show(last)
    return
  end
  local asked = code and { code = code } or { position = requests.position() }
  requests.command("explain", asked, function(document)
    local page = require("rusta.explanation").page(document.result)
    if #page.lines == 0 then
      require("rusta.say").info("nothing is wrong here, and nothing is known of it")
      return
    end
    last = page
    show(page)
  end)
end

return M
