//! A stack as a singly linked list.

/// Last in, first out.
#[derive(Debug)]
pub struct Stack<T> {
    head: Option<Box<Node<T>>>,
    len: usize,
}

#[derive(Debug)]
struct Node<T> {
    value: T,
    next: Option<Box<Node<T>>>,
}

impl<T> Stack<T> {
    pub fn new() -> Self {
        Stack { head: None, len: 0 }
    }

    pub fn push(&mut self, value: T) {
        let next = self.head.take();
        self.head = Some(Box::new(Node { value, next }));
        self.len += 1;
    }

    /// Takes the value that was pushed last.
    pub fn pop(&mut self) -> Option<T> {
        match self.head {
            None => None,
            Some(node) => {
                self.head = node.next;
                self.len -= 1;
                Some(node.value)
            }
        }
    }

    pub fn peek(&self) -> Option<&T> {
        self.head.as_ref().map(|node| &node.value)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.head.is_none()
    }
}

impl<T> Default for Stack<T> {
    fn default() -> Self {
        Stack::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not `Clone`: a stack hands out the very values it was given.
    #[derive(Debug, PartialEq)]
    struct Plate(u8);

    #[test]
    fn last_in_first_out() {
        let mut stack = Stack::new();
        stack.push(Plate(1));
        stack.push(Plate(2));
        stack.push(Plate(3));
        assert_eq!(stack.pop(), Some(Plate(3)));
        assert_eq!(stack.pop(), Some(Plate(2)));
        assert_eq!(stack.peek(), Some(&Plate(1)));
        assert_eq!(stack.len(), 1);
    }

    #[test]
    fn nothing_left() {
        let mut stack = Stack::new();
        stack.push(Plate(1));
        assert!(stack.pop().is_some());
        assert!(stack.pop().is_none());
        assert!(stack.is_empty());
        assert_eq!(stack.len(), 0);
    }
}
