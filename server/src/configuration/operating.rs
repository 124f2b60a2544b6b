//! What the operations are set to: numbers within their ranges, addresses that may be called.

use std::ops::RangeInclusive;
use std::time::Duration;

use chorus_pro::Addresses;
use operations::QueueSettings;

use super::{DAY, MEGABYTE, Options, wrong};
use crate::listening::Limits;

fn number(name: &str, value: Option<u64>, range: RangeInclusive<u64>, usual: u64) -> anyhow::Result<u64> {
    match value {
        Some(value) if !range.contains(&value) => {
            Err(wrong(format!("{name} is {value}: give a number from {} to {}", range.start(), range.end())))
        }
        value => Ok(value.unwrap_or(usual)),
    }
}

fn seconds(
    name: &str,
    value: Option<u64>,
    range: RangeInclusive<u64>,
    usual: Duration,
) -> anyhow::Result<Duration> {
    number(name, value, range, usual.as_secs()).map(Duration::from_secs)
}

pub(super) fn connection_limits(options: &Options) -> anyhow::Result<Limits> {
    let usual = Limits::default();
    let sockets = u64::try_from(usual.sockets).unwrap_or(1);
    let sockets = number("sockets", options.sockets, 4..=65_535, sockets)?;
    Ok(Limits {
        sockets: usize::try_from(sockets).unwrap_or(usual.sockets),
        head: seconds("head-seconds", options.head_seconds, 1..=600, usual.head)?,
        stall: seconds("stall-seconds", options.stall_seconds, 1..=600, usual.stall)?,
    })
}

pub(super) fn operations_settings(options: &Options) -> anyhow::Result<operations::Settings> {
    let usual = operations::Settings::default();
    let idle = number(
        "session-idle-minutes",
        options.session_idle_minutes,
        5..=1_440,
        usual.session_idle.as_secs() / 60,
    )?;
    let absolute =
        number("session-hours", options.session_hours, 1..=168, usual.session_absolute.as_secs() / 3_600)?;
    let second_factor_days = number(
        "second-factor-days",
        options.second_factor_days,
        0..=365,
        usual.second_factor_grace.as_secs() / DAY,
    )?;
    let hashes = number(
        "password-hashes",
        options.password_hashes,
        1..=64,
        u64::try_from(usual.simultaneous_hashes).unwrap_or(1),
    )?;
    let places = u64::try_from(usual.queue.places).unwrap_or(1);
    let places = number("jobs", options.jobs, 0..=256, places)?;
    let exchange_days =
        number("exchange-days", options.exchange_days, 0..=365, usual.exchanges_kept.as_secs() / DAY)?;
    let uploads = number(
        "upload-megabytes-per-day",
        options.upload_megabytes_per_day,
        10..=1_000_000,
        usual.uploads_per_day / MEGABYTE,
    )?;
    let call_timeout = seconds("call-seconds", options.call_seconds, 5..=600, usual.call_timeout)?;
    Ok(operations::Settings {
        qualification: addresses(
            "qualification",
            options.qualification_token_address.as_deref(),
            options.qualification_api_address.as_deref(),
            usual.qualification.clone(),
        )?,
        production: addresses(
            "production",
            options.production_token_address.as_deref(),
            options.production_api_address.as_deref(),
            usual.production.clone(),
        )?,
        undo: seconds("undo-seconds", options.undo_seconds, 0..=600, usual.undo)?,
        sync_every: seconds("sync-seconds", options.sync_seconds, 30..=86_400, usual.sync_every)?,
        sync_while_under_way: seconds(
            "sync-under-way-seconds",
            options.sync_under_way_seconds,
            5..=86_400,
            usual.sync_while_under_way,
        )?,
        session_idle: Duration::from_secs(idle * 60),
        session_absolute: Duration::from_secs(absolute * 3_600),
        second_factor_grace: Duration::from_secs(second_factor_days * DAY),
        simultaneous_hashes: usize::try_from(hashes).unwrap_or(1),
        call_timeout,
        exchanges_kept: Duration::from_secs(exchange_days * DAY),
        uploads_per_day: uploads * MEGABYTE,
        edi_folder: options.edi_folder.clone().filter(|path| !path.as_os_str().is_empty()),
        edi_hosts: hosts(options.edi_hosts.as_deref().unwrap_or_default()),
        edi_every: seconds("edi-seconds", options.edi_seconds, 30..=86_400, usual.edi_every)?,
        certificate_bases: [
            checked_address(
                "qualification-certificate-address",
                options.qualification_certificate_address.as_deref(),
                &usual.certificate_bases[0],
            )?,
            checked_address(
                "production-certificate-address",
                options.production_certificate_address.as_deref(),
                &usual.certificate_bases[1],
            )?,
        ],
        queue: QueueSettings {
            places: usize::try_from(places).unwrap_or(1),
            dead_after: seconds("dead-seconds", options.dead_seconds, 5..=600, usual.queue.dead_after)?,
            // A first use makes two calls and waits for their places; an upload may wait for a token before.
            longest_call: usual
                .queue
                .longest_call
                .max(call_timeout * 2 + Duration::from_secs(150))
                .max(call_timeout + usual.upload_timeout + Duration::from_secs(30)),
            ..usual.queue.clone()
        },
        ..usual
    })
}

fn hosts(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// Credentials go to these addresses: HTTPS only, but for a simulator on loopback.
fn addresses(
    environment: &str,
    token: Option<&str>,
    api: Option<&str>,
    usual: Addresses,
) -> anyhow::Result<Addresses> {
    let checked = |name: &str, given: Option<&str>, usual: &str| {
        checked_address(&format!("{environment}-{name}-address"), given, usual)
    };
    Ok(Addresses { token: checked("token", token, &usual.token)?, api: checked("api", api, &usual.api)? })
}

fn checked_address(name: &str, given: Option<&str>, usual: &str) -> anyhow::Result<String> {
    let Some(address) = given.filter(|address| !address.is_empty()) else { return Ok(usual.to_owned()) };
    let url = reqwest::Url::parse(address).map_err(|error| wrong(format!("{name} {address}: {error}")))?;
    let host = url.host_str().unwrap_or_default();
    let loopback = matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
        return Err(wrong(format!("{name} {address}: use https, or http on loopback")));
    }
    Ok(address.trim_end_matches('/').to_owned())
}
