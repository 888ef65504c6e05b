//! The deeds that the journal records; each noun declares its own.

/// Something done to an object of a kind, named by the noun that owns it.
pub trait Deed: Copy {
    /// The kind of object, such as `tandem`.
    const KIND: &'static str;

    /// The action, such as `closed`.
    fn action(self) -> &'static str;

    /// Whether it is a note about what goes on between two people, which leaves everybody where they were.
    fn is_note(self) -> bool;
}

/// Declares what can be done to the objects of a kind: an enum whose variants each have a stable code, and `, note` where it is one.
macro_rules! deeds {
    ($(#[$meta:meta])* $name:ident of $kind:literal { $($(#[$doc:meta])* $variant:ident = $code:literal $(, $note:ident)?;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is named by its code")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every deed.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }

        impl crate::db::Deed for $name {
            const KIND: &'static str = $kind;

            fn action(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn is_note(self) -> bool {
                match self { $(Self::$variant => crate::db::deeds!(@is $($note)?)),+ }
            }
        }
    };
    (@is note) => { true };
    (@is) => { false };
}
pub(crate) use deeds;
