//! What happens without a person: putting the wings together, running jobs, the command line.

use std::sync::Arc;

use apart::Apart;
use chorus_pro::{ConformityReport, HttpOptions};
use domain::{Clock, Entropy, Environment, Siret};
use jobs::{Kind as _, LANE_OF_THE_HOUSE, Priority, Runner, RunnerHandle};
use storage::{Database, JobCount, JournalChain, JournalHead, KeptHead, Turn, VerifiedChain};
use vault::Keyring;

use crate::access::{Clients, Outgoing, Seals};
use crate::accounts::{Accounts, Codes, PasswordHasher, Registry, Seen, SeenWriter};
use crate::acting::{Acting, Perform};
use crate::batches::{Batches, MakeDrafts};
use crate::circuit::Circuit;
use crate::connecting::{Connecting, probe_by_siret};
use crate::directory::{CheckEngagement, Directory, ImportDirectory, LearnServices, schedule_import};
use crate::downloads::{Downloads, FillPackage, MakeArchives, schedule_archives};
use crate::edi::{CollectEdi, Edi, schedule_edi};
use crate::exchanges::{ExchangeQueue, ExchangeWriter, ExchangeWriterHandle, Exchanges, Witness};
use crate::flows::{DepositEdi, DepositFlow, Flows, FollowFlow};
use crate::ground::Ground;
use crate::housekeeping::CleanUp;
use crate::issuing::{Issuing, Recognise, Submit};
use crate::journal::{self, Chain, Journal};
use crate::mandates::Mandates;
use crate::portfolio::Portfolio;
use crate::receiving::Receiving;
use crate::searching::Searching;
use crate::tracking::{
    FetchFiles, Fetcher, Follow, FollowValidations, FollowWorks, MirrorFiles, ReadStructure, Synchronise,
    TakeFound, schedule_all,
};
use crate::validating::{AnswerValidation, Validating};
use crate::verifying::Verifying;
use crate::works::{PerformWorks, ReadWorksDocument, Works};
use crate::{Desk, DocumentStore, Result, Settings};

/// What Pupitre is put together from.
pub struct Parts {
    /// The database.
    pub database: Arc<dyn Database>,
    /// The original files.
    pub documents: DocumentStore,
    /// Where documents are read that came from strangers, by [`crate::TASKS`].
    pub apart: Apart,
    /// The keys that seal secrets.
    pub keyring: Keyring,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Makes every call to Chorus Pro but those of an access by certificate.
    pub http: reqwest::Client,
    /// What `http` was made of, for accesses by certificate.
    pub http_options: HttpOptions,
    /// The settings.
    pub settings: Settings,
}

/// Everything that happens without a person. Pages do not have it.
#[derive(Clone)]
pub struct System {
    ground: Ground,
    documents: DocumentStore,
    apart: Apart,
    seals: Seals,
    clients: Clients,
    directory: Directory,
    issuing: Issuing,
    exchanges: Arc<ExchangeQueue>,
    seen: Seen,
    /// Organisations and their first people.
    pub registry: Registry,
}

/// The running jobs of a process.
pub struct Working {
    runner: RunnerHandle,
    seen: SeenWriter,
    exchanges: ExchangeWriterHandle,
}

impl Working {
    /// Takes no more jobs, lets running ones finish for a while, gives back the others, and keeps what was said.
    pub async fn stop(self) {
        self.runner.stop().await;
        // Last: the jobs may have called until now.
        self.exchanges.stop().await;
        self.seen.stop().await;
    }
}

impl Parts {
    /// Puts the wings together.
    #[must_use]
    pub fn assemble(self) -> (Desk, System) {
        let ground = Ground::new(self.database, self.clock, self.entropy, self.settings);
        let exchanges = Arc::new(ExchangeQueue::default());
        let keyring = Arc::new(self.keyring);
        let codes = Codes::new(Arc::clone(&keyring), ground.shared_entropy());
        let seals = Seals::new(ground.clone(), keyring);
        let witness = Witness::new(ground.clone(), Arc::clone(&exchanges));
        let outgoing = Outgoing::new(self.http_options, self.http);
        let clients = Clients::new(ground.clone(), seals.clone(), witness, outgoing);
        let directory = Directory::new(ground.clone(), clients.clone());
        let settings = ground.settings();
        let hasher = PasswordHasher::new(settings.password_cost, settings.simultaneous_hashes);
        let accounts = Accounts::new(ground.clone(), hasher.clone(), codes.clone());
        let seen = accounts.seen();
        let issuing =
            Issuing::new(ground.clone(), self.documents.clone(), directory.clone(), self.apart.clone());
        // Whoever looks at pages keeps nobody from depositing.
        let portfolio = Portfolio::new(ground.clone(), self.documents.clone(), self.apart.with_own_places());
        let desk = Desk {
            accounts,
            acting: Acting::new(ground.clone(), directory.clone(), issuing.clone(), clients.clone()),
            batches: Batches::new(
                ground.clone(),
                self.documents.clone(),
                directory.clone(),
                issuing.clone(),
                self.apart.clone(),
            ),
            circuit: Circuit::new(ground.clone()),
            connecting: Connecting::new(ground.clone(), seals.clone(), clients.clone()),
            directory: directory.clone(),
            downloads: Downloads::new(ground.clone(), self.documents.clone()),
            edi: Edi::new(ground.clone(), self.documents.clone(), seals.clone(), self.apart.clone()),
            exchanges: Exchanges::new(ground.clone(), Arc::clone(&exchanges)),
            flows: Flows::new(
                ground.clone(),
                self.documents.clone(),
                directory.clone(),
                issuing.clone(),
                self.apart.clone(),
            ),
            issuing: issuing.clone(),
            journal: Journal::new(ground.clone()),
            mandates: Mandates::new(ground.clone(), self.documents.clone()),
            receiving: Receiving::new(ground.clone(), self.apart.clone()),
            searching: Searching::new(ground.clone(), clients.clone()),
            validating: Validating::new(ground.clone(), self.documents.clone(), portfolio.clone()),
            verifying: Verifying::new(&self.apart),
            works: Works::new(ground.clone(), self.documents.clone(), issuing.clone()),
            portfolio,
            ground: ground.clone(),
        };
        let registry = Registry::new(ground.clone(), hasher, codes);
        let (documents, apart) = (self.documents, self.apart);
        let system = System {
            ground,
            documents,
            apart,
            seals,
            clients,
            directory,
            issuing,
            exchanges,
            seen,
            registry,
        };
        (desk, system)
    }
}

/// The kinds of jobs by which something leaves that must not leave twice. Each looks at Chorus Pro for what it was
/// announced to do before it does it.
#[must_use]
pub const fn kinds_that_leave() -> [&'static str; 6] {
    [
        Submit::NAME,
        Perform::NAME,
        PerformWorks::NAME,
        AnswerValidation::NAME,
        DepositFlow::NAME,
        DepositEdi::NAME,
    ]
}

impl System {
    /// The database, for the process edges (readiness, shutdown).
    #[must_use]
    pub fn database(&self) -> &dyn Database {
        self.ground.database()
    }

    /// The documents, for the process edges (readiness).
    #[must_use]
    pub const fn documents(&self) -> &DocumentStore {
        &self.documents
    }

    /// Who runs the jobs, with every kind there is.
    fn runner(&self) -> Runner {
        let (ground, clients) = (&self.ground, &self.clients);
        let (documents, directory) = (&self.documents, &self.directory);
        let fetcher = Fetcher::new(documents.clone(), clients.clone(), self.apart.clone());
        Runner::new(Arc::clone(ground.queue()))
            .with(Recognise::new(ground.clone(), documents.clone(), directory.clone(), clients.clone()))
            .with(Submit::new(ground.clone(), documents.clone(), directory.clone(), clients.clone()))
            .with(Perform::new(ground.clone(), documents.clone(), directory.clone(), clients.clone()))
            .with(PerformWorks::new(ground.clone(), documents.clone(), clients.clone()))
            .with(ReadWorksDocument::new(ground.clone(), clients.clone()))
            .with(AnswerValidation::new(ground.clone(), clients.clone()))
            .with(DepositFlow::new(ground.clone(), documents.clone(), clients.clone()))
            .with(DepositEdi::new(ground.clone(), documents.clone(), self.seals.clone()))
            .with(CollectEdi::new(ground.clone(), documents.clone(), self.seals.clone(), self.apart.clone()))
            .with(FollowFlow::new(ground.clone(), clients.clone()))
            .with(Synchronise::new(ground.clone(), clients.clone()))
            .with(Follow::new(ground.clone(), clients.clone()))
            .with(FollowValidations::new(ground.clone(), clients.clone(), fetcher.clone()))
            .with(FollowWorks::new(ground.clone(), clients.clone()))
            .with(TakeFound::new(ground.clone(), clients.clone()))
            .with(FetchFiles::new(ground.clone(), fetcher.clone()))
            .with(MirrorFiles::new(ground.clone(), fetcher.clone()))
            .with(FillPackage::new(ground.clone(), fetcher))
            .with(MakeArchives::new(ground.clone()))
            .with(ReadStructure::new(ground.clone(), clients.clone()))
            .with(MakeDrafts::new(ground.clone(), self.issuing.clone()))
            .with(LearnServices::new(ground.clone(), clients.clone()))
            .with(CheckEngagement::new(ground.clone(), clients.clone()))
            .with(ImportDirectory::new(ground.clone(), clients.clone()))
            .with(CleanUp::new(ground.clone(), documents.clone()))
    }

    /// Starts to work: takes over what dead processes left, makes sure that every schedule stands, and runs jobs.
    /// `alone` says that no other process works on the database.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn start(&self, alone: bool) -> Result<Working> {
        self.make_schedules().await?;
        let runner = self.runner().start(alone).await?;
        let exchanges = self.exchange_writer().start();
        let seen = SeenWriter::start(self.seen.clone(), self.ground.clone());
        Ok(Working { runner, seen, exchanges })
    }

    /// Writes when sessions were last used. The running writer does it by itself.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn keep_uses(&self) -> Result<()> {
        self.seen.write(&self.ground).await
    }

    fn exchange_writer(&self) -> ExchangeWriter {
        ExchangeWriter::new(self.ground.clone(), Arc::clone(&self.exchanges))
    }

    /// What comes back by itself: the clean-up, the directories of public recipients, and the synchronisation of every
    /// structure with an access.
    async fn make_schedules(&self) -> Result<()> {
        let mut clean_up = self.ground.queue().job::<CleanUp>(None, "", LANE_OF_THE_HOUSE, &());
        clean_up.priority = Priority::Background;
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        transaction.enqueue(&clean_up).await?;
        schedule_archives(&self.ground, transaction.as_mut()).await?;
        for environment in Environment::ALL {
            schedule_import(&self.ground, transaction.as_mut(), environment).await?;
        }
        let organizations = transaction.organizations().await?;
        transaction.commit().await?;
        for organization in organizations {
            let mut transaction = self.ground.write(organization.id).await?;
            schedule_all(&self.ground, transaction.as_mut(), organization.id).await?;
            schedule_edi(&self.ground, transaction.as_mut(), organization.id).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Runs everything that is due, one job after the other; for tests and tools that move the clock.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn run_due(&self) -> Result<usize> {
        Ok(self.runner().run_due().await?)
    }

    /// Takes over what dead processes left, as [`System::start`] does.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn take_over(&self, alone: bool) -> Result<()> {
        Ok(self.runner().prepare(alone).await?)
    }

    /// Compares what Chorus Pro answers the access of a structure with what Pupitre knows of it, by some forty calls that
    /// change nothing; none when no structure of this SIRET has an access.
    ///
    /// # Errors
    /// When storage fails or the access cannot be used.
    pub async fn probe_conformity(&self, siret: &Siret) -> Result<Option<ConformityReport>> {
        let probed = probe_by_siret(&self.ground, &self.clients, siret).await?;
        self.keep_exchanges().await;
        Ok(probed)
    }

    /// Writes the exchanges that wait; gives how many. The running writer does it by itself.
    pub async fn keep_exchanges(&self) -> usize {
        self.exchange_writer().keep().await
    }

    /// Removes what is over; gives how many exchanges went. The running clean-up does it by itself.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn clean_up(&self) -> Result<u64> {
        CleanUp::new(self.ground.clone(), self.documents.clone()).round().await
    }

    /// All journals of the installation: that of what belongs to no organisation first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn journals(&self) -> Result<Vec<Chain>> {
        journal::chains(&self.ground).await
    }

    /// The end of a journal at present, to be kept elsewhere; none of an empty one.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn journal_head(&self, chain: JournalChain) -> Result<Option<JournalHead>> {
        journal::head_of(&self.ground, chain).await
    }

    /// Walks along a whole journal and compares it with the heads that were kept of it elsewhere.
    ///
    /// # Errors
    /// When storage fails; a broken journal is an answer.
    pub async fn verify_journal(&self, chain: JournalChain, kept: &[KeptHead]) -> Result<VerifiedChain> {
        journal::verify(&self.ground, chain, kept).await
    }

    /// Every kind of job of this program.
    #[must_use]
    pub fn job_kinds(&self) -> [&'static str; 25] {
        [
            Recognise::NAME,
            Submit::NAME,
            Perform::NAME,
            AnswerValidation::NAME,
            PerformWorks::NAME,
            ReadWorksDocument::NAME,
            DepositFlow::NAME,
            DepositEdi::NAME,
            CollectEdi::NAME,
            FollowFlow::NAME,
            Synchronise::NAME,
            Follow::NAME,
            FollowValidations::NAME,
            FollowWorks::NAME,
            TakeFound::NAME,
            FetchFiles::NAME,
            MirrorFiles::NAME,
            FillPackage::NAME,
            MakeArchives::NAME,
            MakeDrafts::NAME,
            ReadStructure::NAME,
            LearnServices::NAME,
            CheckEngagement::NAME,
            ImportDirectory::NAME,
            CleanUp::NAME,
        ]
    }

    /// Open and failed jobs, those of unknown kinds included, for the metrics.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn job_counts(&self) -> Result<Vec<JobCount>> {
        Ok(self.ground.read().await?.job_counts().await?)
    }
}
