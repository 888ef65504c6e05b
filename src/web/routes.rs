//! The routes of a noun, each with who may reach it: the list and the router are one thing and cannot disagree.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use serde::Serialize;

use super::guard;
use crate::accounts::access::{Access, Role};
use crate::app::App;

/// One route, as `tandem routes --json` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    /// GET or POST.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The noun whose `pages` module answers.
    pub noun: &'static str,
    /// Who may reach it.
    pub access: Access,
    /// The roles let through; `public` stands for those who are not signed in.
    pub roles: Vec<&'static str>,
}

/// The routes of one noun, or of all.
#[derive(Default)]
pub struct Routes {
    noun: &'static str,
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    /// No route yet, of a noun.
    pub fn of(noun: &'static str) -> Self {
        Self { noun, ..Self::default() }
    }

    /// Adds a page.
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", MethodFilter::GET, path, access, handler)
    }

    /// Adds an action.
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", MethodFilter::POST, path, access, handler)
    }

    /// Adds an action whose body may be larger than that of other forms, such as a file, up to some bytes.
    pub fn post_with_body<H, T>(
        self,
        path: &'static str,
        access: Access,
        largest_bytes: usize,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = on(MethodFilter::POST, handler).layer(DefaultBodyLimit::max(largest_bytes));
        self.add_route("POST", path, access, route)
    }

    fn add<H, T>(
        self,
        method: &'static str,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add_route(method, path, access, on(filter, handler))
    }

    fn add_route(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        route: MethodRouter<App>,
    ) -> Self {
        let guarded = route.route_layer(from_fn_with_state(access, guard::admit));
        self.router = self.router.route(path, guarded);
        let public = access.is_public().then_some("public");
        let roles = public.into_iter().chain(access.roles().into_iter().map(Role::code)).collect();
        self.list.push(Route { method, path, noun: self.noun, access, roles });
        self
    }

    /// These routes and those of another noun.
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    /// Every route.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
