if vim.g.loaded_rusta then
  return
end
vim.g.loaded_rusta = true

vim.api.nvim_create_user_command("Rusta", function(given)
  require("rusta.commands").run(given)
end, {
  nargs = "+",
  bang = true,
  complete = function(lead, line, cursor)
    return require("rusta.commands").complete(lead, line:sub(1, cursor))
  end,
  desc = "Explanations and proven fixes of Rust; :help rusta",
})

vim.api.nvim_create_autocmd("BufReadCmd", {
  group = vim.api.nvim_create_augroup("rusta.documents", {}),
  pattern = "rusta://*",
  callback = function(event)
    require("rusta.documents").read(event.buf)
  end,
})
