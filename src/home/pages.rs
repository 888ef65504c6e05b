//! x
pub fn routes() -> crate::web::Routes {
    crate::web::Routes::of("home")
}
