//! Routes, each declared with its access: the published list and the router are built from the same declarations.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use serde::Serialize;

use super::asked;
use crate::accounts::access::{Access, Role};
use crate::state::App;

/// One route, as `tandem routes --json` shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    /// GET or POST.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The noun whose `pages` module handles it.
    pub noun: &'static str,
    /// The rule of access.
    pub access: Access,
    /// The codes of the roles that it allows; `public` for visitors who are not signed in.
    pub roles: Vec<&'static str>,
}

async fn note_route(State(path): State<&'static str>, request: Request, next: Next) -> Response {
    asked::note_route(path);
    next.run(request).await
}

/// The routes of one noun, or of all.
#[derive(Default)]
pub struct Routes {
    noun: &'static str,
    list: Vec<Route>,
    handlers: Vec<MethodRouter<App>>,
}

impl Routes {
    /// An empty set of routes, for a noun.
    pub fn of(noun: &'static str) -> Self {
        Self { noun, ..Self::default() }
    }

    /// Adds a GET route.
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", MethodFilter::GET, path, access, handler)
    }

    /// Adds a POST route.
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", MethodFilter::POST, path, access, handler)
    }

    /// Adds a POST route with its own limit on the size of the body, such as for an upload.
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
        self.handlers.push(route);
        let public = access.is_public().then_some("public");
        let roles = public.into_iter().chain(access.roles().into_iter().map(Role::code)).collect();
        self.list.push(Route { method, path, noun: self.noun, access, roles });
        self
    }

    /// These routes and those of another noun.
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.handlers.extend(other.handlers);
        self
    }

    /// Every route.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// Builds the router; `guarded` wraps each handler with the check of its access.
    pub fn into_router(
        self,
        guarded: impl Fn(Access, MethodRouter<App>) -> MethodRouter<App>,
    ) -> Router<App> {
        let routes = self.list.iter().zip(self.handlers);
        routes.fold(Router::new(), |router, (route, handler)| {
            let handler = guarded(route.access, handler);
            router.route(route.path, handler.layer(from_fn_with_state(route.path, note_route)))
        })
    }
}
