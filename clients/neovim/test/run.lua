-- Runs every `*_test.lua` beside it, without a library: nvim -l run.lua. Prints what fails, and
-- ends with 1 then. A test is a function of the table its file returns, named by what holds.
local folder = vim.fs.dirname(vim.fn.fnamemodify(arg[0], ":p"))
vim.opt.runtimepath:append(vim.fs.dirname(folder))

local failed, passed = 0, 0
local files = vim.fn.glob(folder .. "/*_test.lua", true, true)
table.sort(files)
for _, file in ipairs(files) do
  local tests = dofile(file)
  local names = vim.tbl_keys(tests)
  table.sort(names)
  for _, name in ipairs(names) do
    local right, why = xpcall(tests[name], debug.traceback)
    if right then
      passed = passed + 1
    else
      failed = failed + 1
      io.stdout:write(("%s: %s\n%s\n"):format(vim.fs.basename(file), name, why))
    end
  end
end
io.stdout:write(("%d passed, %d failed\n"):format(passed, failed))
os.exit((failed > 0 or passed == 0) and 1 or 0)
