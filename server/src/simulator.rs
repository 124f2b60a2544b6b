//! `pupitre simulator`: the simulated Chorus Pro alone.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chorus_pro_simulator::{Description, Options, Pace, Simulator, World};
use chrono::{DateTime, Utc};
use domain::Clock as _;

use crate::cli::SimulatorArguments;
use crate::configuration::LogFormat;
use crate::edges::{bind, start_log};
use crate::exit::{Exit, failure};
use crate::serve::asked_to_end;
use crate::system::SystemClock;

/// From this seed follow all names, secrets and amounts of the demonstration.
pub const SEED: u64 = 2026;

/// Runs the simulator until the process is asked to end.
///
/// # Errors
/// [`Exit::Configuration`] when the seed or the state file is unusable, [`Exit::PortTaken`].
pub async fn run(arguments: SimulatorArguments) -> anyhow::Result<()> {
    start_log(&arguments.log, LogFormat::Human)?;
    let address = arguments.addr;
    if !address.ip().is_loopback() {
        return Err(failure(
            Exit::Configuration,
            format!(
                "--addr {address}: the simulator has no passwords of its own, it listens on loopback only"
            ),
        ));
    }
    if !(arguments.speed.is_finite() && arguments.speed >= 0.0) {
        return Err(failure(Exit::Configuration, "--speed: give a number from 0 up"));
    }
    let seed = seed(&arguments.seed, SystemClock.now())?;
    let simulator = start(seed, arguments.state.as_deref(), arguments.speed, Pace::demonstration())?;
    let mut output = std::io::stdout();
    if arguments.describe {
        serde_json::to_writer_pretty(&mut output, &simulator.describe())?;
        writeln!(output)?;
        return Ok(());
    }
    let listener = bind(address, "--addr").await?;
    let end = asked_to_end()?;
    let text = how_to_connect(&simulator.describe(), &format!("http://{}", listener.local_addr()?));
    write!(output, "{text}")?;
    output.flush()?;
    simulator.serve(listener, end).await?;
    Ok(())
}

fn how_to_connect(description: &Description, base: &str) -> String {
    format!(
        "Simulated Chorus Pro ready: {base}\n  token address  {base}{}\n  API address    {base}{}\n  \
         structures {}, applications {}, technical accounts {} (pupitre simulator --describe)\nCtrl-C to stop\n",
        description.token_path,
        description.api_path,
        description.structures.len(),
        description.applications.len(),
        description.accounts.len(),
    )
}

fn seed(name: &str, now: DateTime<Utc>) -> anyhow::Result<World> {
    match name {
        "demo" => Ok(World::demo(SEED, now)),
        "minimal" => Ok(World::minimal(now)),
        file => World::load(Path::new(file))
            .map_err(|error| failure(Exit::Configuration, format!("--seed {file}: {error}"))),
    }
}

/// A simulator on the clock of the machine.
///
/// # Errors
/// [`Exit::Configuration`] when the world cannot be used.
pub fn start(seed: World, state: Option<&Path>, speed: f64, pace: Pace) -> anyhow::Result<Simulator> {
    let options = Options {
        seed,
        state_file: state.map(Path::to_owned),
        now: Arc::new(|| SystemClock.now()),
        speed,
        pace,
    };
    Simulator::new(options)
        .map_err(|error| failure(Exit::Configuration, format!("the simulator cannot start: {error}")))
}
