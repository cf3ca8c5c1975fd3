//! The features through a real browser, in a process of their own as a user runs them.
//! They need Chromium and its driver: without them every test fails and says how to get
//! them. One after the other, since a browser fills a machine.

mod approved_screens;
mod both_drivers;
mod end_of_browsers;
mod lead_pages;
mod other_layout;
mod remote;
mod review_page;
mod support;
mod time_per_act;
