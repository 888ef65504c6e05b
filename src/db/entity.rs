//! A macro for entities, which leaves only the columns of a table to be written.

/// Declares the entity of a table, in a module of its own: `entity!(row, "meetings", { id: Uuid, … })`.
///
/// No relations are declared: the few joins are written out in the queries that need them.
macro_rules! entity {
    ($module:ident, $table:literal, { $($(#[$meta:meta])* $field:ident: $type:ty,)+ }) => {
        pub(crate) mod $module {
            use super::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$meta])* pub $field: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
pub(crate) use entity;
