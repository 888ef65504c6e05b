//! The acts of messages.
