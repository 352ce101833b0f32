;;; The recipe of docs/emacs.md from the diagnostic to the way back. -*- lexical-binding: t -*-
;; emacs --batch -l flow.el FILE; $RECIPE is the elisp of the page, $REPORT where what was seen goes.

(require 'cl-lib)
(require 'json)

(defvar t/limit 300 "How many seconds anything may take.")
(defvar t/seen nil)
(defvar t/questions nil)
(defvar t/file (car command-line-args-left))
(setq command-line-args-left nil
      make-backup-files nil
      create-lockfiles nil
      ;; Built-in functions are advised below; there is no compiler to make way for that.
      comp-enable-subr-trampolines nil
      native-comp-enable-subr-trampolines nil
      ;; So that choices come as completing-read, not as a menu.
      last-nonmenu-event t)

(defun note (name value) (push (cons name value) t/seen))

(defun until (what ready)
  "Wait for READY's value, and fail by the name of WHAT."
  (let ((end (+ (float-time) t/limit)) found)
    (while (not (setq found (funcall ready)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05))
    found))

(defun text () (buffer-substring-no-properties (point-min) (point-max)))

(defun problems ()
  (mapcar (lambda (found) (cons (flymake-diagnostic-text found) (flymake-diagnostic-beg found)))
          (flymake-diagnostics)))

;; A user who answers with the first choice that `answer' picks.
(defvar t/answer "Trust and check")
(setq completing-read-function
      (lambda (prompt collection &rest _)
        (let ((titles (mapcar (lambda (item) (if (consp item) (car item) item)) collection)))
          (push (cons prompt titles) t/questions)
          (or (cl-find-if (lambda (title) (string-match-p t/answer title)) titles)
              (car titles)))))
(defun y-or-n-p (prompt) (push (list prompt) t/questions) t)

(define-derived-mode rust-mode prog-mode "Rust")
(add-to-list 'auto-mode-alist '("\\.rs\\'" . rust-mode))
(with-temp-buffer
  (insert (getenv "RECIPE"))
  (eval-buffer))

(find-file t/file)
(defvar t/code (current-buffer))
(note 'before (text))
(apply #'eglot (eglot--guess-contact))
(until "the server" #'eglot-current-server)
(flymake-mode 1)
(note 'problem
      (until (getenv "WAIT_FOR")
             (lambda ()
               (with-current-buffer t/code
                 (flymake-start)
                 (cl-find-if (lambda (found) (string-match-p (getenv "WAIT_FOR") (car found)))
                             (problems))))))
(note 'questions (vconcat (mapcar (lambda (q) (vconcat (list (car q)) (cdr q))) t/questions)))
(goto-char (cddr (assq 'problem t/seen)))

(defun explained ()
  "Explain, and push the first three buttons."
  (rusta-explain)
  (with-current-buffer "*rusta*"
    (note 'explanation (text))
    (goto-char (point-min))
    (note 'citations
          (vconcat
           (cl-loop repeat 3 for button = (next-button (point))
                    while button
                    do (goto-char (button-end button))
                    do (button-activate button)
                    collect (let* ((title (button-label button))
                                   (name (format "*rusta: %s*" title)))
                              (vector title (with-current-buffer name (text)))))))))

(defun repaired ()
  "Propose, apply, save, check, revert, save."
  (rusta-propose)
  (note 'diff (with-current-buffer "*rusta diff*" (text)))
  (note 'after (text))
  (save-buffer)
  (note 'check (call-process "cargo" nil nil nil "check" "--offline"))
  (rusta-revert)
  (save-buffer)
  (rusta-replay)
  (note 'replayed (current-message-of-batch))
  ;; The same by a code action, as eglot has it.
  (until "a code action"
         (lambda ()
           (setq t/questions nil t/answer "proven")
           (ignore-errors (call-interactively #'eglot-code-actions))
           (accept-process-output nil 0.2)
           (not (equal (text) (cdr (assq 'before t/seen))))))
  (note 'actions (vconcat (cdar t/questions)))
  (note 'by-action (text))
  (undo-boundary)
  (rusta-revert)
  (save-buffer))

(defvar t/told nil "What was said in the echo area, newest first.")
(advice-add 'message :before (lambda (format &rest args)
                               (when format (push (apply #'format-message format args) t/told))))
(defun current-message-of-batch () (car t/told))

(if (getenv "ABSTAINS")
    (rusta-propose)
  (explained)
  (switch-to-buffer t/code)
  (goto-char (cddr (assq 'problem t/seen)))
  (repaired))
(note 'told (vconcat t/told))
(eglot-shutdown (eglot-current-server))
(with-temp-file (getenv "REPORT")
  (insert (json-encode (mapcar (lambda (entry)
                                 (if (eq (car entry) 'problem) (cons 'problem (cadr entry)) entry))
                               t/seen))))
