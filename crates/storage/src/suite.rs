//! The behavioural suite: what every implementation of [`crate::Database`] does, one function per behaviour.
//!
//! An implementation runs it from a test file with one line. `make` is an async function without arguments that gives
//! a fresh, empty database and something to keep until the test ends (a temporary folder, a server's database); none
//! where what it needs is not installed, which it has to say:
//!
//! ```ignore
//! storage::suite!(make);
//! ```
//!
//! Each behaviour becomes a test of its own name. The calling crate needs `tokio` with `macros` and `rt`.

#![expect(clippy::unwrap_used, reason = "this is test code, compiled only with the feature `suite`")]

pub mod accesses;
pub mod accounts;
pub mod acts;
pub mod arrivals;
pub mod batches;
pub mod charges;
pub mod circuits;
pub mod dashboard;
pub mod decision_texts;
pub mod document_ways;
pub mod draft_keepers;
pub mod dropped_files;
pub mod edi;
pub mod engagements;
pub mod exchanges;
pub mod filled;
pub mod flows;
pub mod installation;
pub mod invoice_notes;
pub mod invoices;
pub mod isolation;
pub mod jobs;
pub mod journal;
pub mod leases;
pub mod lists;
pub mod mandates;
pub mod notices;
pub mod packages;
pub mod parts;
pub mod payers;
pub mod public_directory;
mod sample;
pub mod saved_views;
pub mod second_factors;
pub mod siret_changes;
pub mod structure_facts;
pub mod structures;
pub mod supplier_accounts;
pub mod transactions;
pub mod validations;
pub mod work;
pub mod works;
pub mod works_acts;
pub mod works_forms;

/// Generates one test per behaviour; see [`mod@crate::suite`].
#[macro_export]
macro_rules! suite {
    ($make:path) => {
        $crate::suite_tests! { $make;
            installation {
                a_mark_that_was_made_stays
                those_who_make_a_mark_at_once_agree
                a_mark_is_replaced_where_it_still_has_the_value_that_was_read
                sealed_secrets_are_found_and_sealed_again_where_they_stand
            }
            arrivals {
                a_browser_is_known_while_it_is_used
                an_invitation_is_seen_from_both_sides
                uploads_of_a_day_have_a_limit
                failures_are_bounded_and_the_last_organisation_is_known
            }
            accounts {
                organizations_users_and_rights_read_back
                people_are_listed_by_name_without_case_and_accents
                organisations_are_listed_by_name
                an_address_is_taken_whatever_its_case
                a_changed_user_keeps_their_address
                rights_are_replaced_as_a_whole
                a_session_brings_person_and_rights
                a_disabled_person_or_lost_right_ends_the_session
                a_session_switches_only_to_own_organisations
                the_last_use_of_a_session_never_goes_back
                sessions_end_one_by_one_all_but_one_and_by_age
                failed_sign_ins_are_kept_replaced_and_forgotten
            }
            accesses {
                an_access_reads_back_whole
                an_access_is_found_by_what_it_stands_for
                an_access_is_replaced_in_place
                when_files_are_fetched_is_said_of_an_access
                a_state_learnt_with_older_credentials_is_not_noted
                accesses_and_structures_go_many_to_many
                an_access_goes_when_it_serves_nothing
                the_first_use_is_claimed_by_one_and_ends_with_its_outcome
                the_calls_of_an_access_keep_their_pace_over_all_who_ask
            }
            charges {
                who_is_in_charge_reads_back_by_name_and_is_replaced
                who_leaves_or_no_longer_sees_a_structure_is_not_in_charge_of_it
                nobody_is_in_charge_of_what_is_another_organisations
            }
            structures {
                structures_read_back_by_name
                structures_are_listed_without_case_and_accents
                the_access_in_use_is_the_first_that_is_not_broken
                the_version_of_the_structures_changes_with_what_their_summaries_say
                a_siret_is_taken_once_per_environment
                a_supplier_without_a_siret_reads_back
                a_changed_structure_keeps_siret_and_environment
                the_last_synchronisation_is_noted
                a_failing_synchronisation_is_noted
                the_directory_keeps_the_latest_answer
                recent_recipients_come_latest_first_and_once
                what_was_sent_to_a_recipient_is_told_within_the_scope
            }
            public_directory {
                a_public_directory_reads_back_in_its_environment
                public_structures_are_found_by_beginnings_of_words
                found_public_structures_come_by_name_and_in_pages
                an_edition_is_seen_only_when_it_is_whole
                old_editions_go_in_portions
            }
            engagements {
                what_was_said_of_an_engagement_reads_back
                what_is_known_of_engagements_is_forgotten_by_age
            }
            invoices {
                an_invoice_reads_back_whole
                an_empty_invoice_reads_back
                a_draft_reads_back_and_is_replaced
                drafts_are_read_together_with_their_invoices
                what_somebody_has_just_submitted_is_found
                an_update_counts_the_version_and_refuses_an_older_one
                an_unknown_status_is_kept
                a_chorus_identifier_is_taken_once_per_structure_and_direction
                numbers_on_their_way_are_found_and_drafts_are_not
                what_may_be_the_same_invoice_is_found_by_amount_day_and_recipient
                received_invoices_of_a_supplier_are_found_by_their_number
                the_last_invoice_for_a_recipient_is_that_of_the_latest_day
                how_long_the_latest_invoices_took_is_told_of_those_that_arrived
                attachments_read_back_in_order
                events_read_back_latest_first
                an_event_with_a_known_key_is_not_added_again
                documents_in_use_are_those_of_invoices_and_attachments
            }
            acts {
                an_act_reads_back_and_refuses_an_older_version
                what_a_person_has_just_confirmed_is_found
                one_act_of_a_kind_is_prepared_at_a_time
                an_attachment_names_its_act
            }
            circuits {
                teams_and_rules_read_back_and_are_replaced
                who_leaves_is_of_no_team_and_stands_in_for_nobody
                steps_read_back_and_are_found_by_whom_they_wait_for
                acts_that_wait_for_a_second_person_are_found
                who_is_told_of_a_note_finds_it_until_it_is_read
            }
            second_factors {
                a_second_factor_is_in_force_from_its_first_code_until_it_is_removed
                a_step_is_taken_once_and_never_backwards
                a_recovery_code_is_taken_once
                only_the_latest_sign_ins_wait_for_a_code
                an_organisation_says_from_when_on_all_need_one
            }
            supplier_accounts {
                an_account_is_held_until_its_supplier_is_known_by_it
            }
            validations {
                an_invoice_to_validate_reads_back_with_its_files
                what_waits_is_told_in_the_order_in_which_it_came
                one_answer_is_prepared_at_a_time
                when_a_validator_was_asked_for_is_told
            }
            works {
                a_works_document_reads_back_and_is_replaced
                works_documents_are_told_by_file_and_by_structure
                when_works_were_asked_for_is_told
                a_works_document_as_a_whole_reads_back_and_is_replaced
            }
            works_acts {
                an_act_on_works_reads_back_and_refuses_an_older_version
                files_of_an_act_on_works_read_back_in_their_order_and_stay_in_use
            }
            works_forms {
                a_form_is_confirmed_for_one_organisation_and_taken_back
            }
            invoice_notes {
                a_note_is_read_by_the_organisation_and_deleted_by_its_author
            }
            decision_texts {
                texts_are_those_of_their_organisation
            }
            document_ways {
                what_was_chosen_last_is_remembered_for_each_recipient
                a_copy_is_found_by_its_original
            }
            draft_keepers {
                a_draft_is_of_who_took_it_last
            }
            saved_views {
                a_person_has_their_own_views_and_those_that_are_shared
            }
            dropped_files {
                a_dropped_file_is_of_who_dropped_it_until_it_is_answered_for
            }
            mandates {
                a_mandate_reads_back_and_is_ended_once
                mandates_are_needed_where_the_organisation_says_so
                mandates_of_two_organisations_do_not_mix
            }
            siret_changes {
                a_change_of_siret_reads_back_is_replaced_and_forgotten
            }
            structure_facts {
                facts_of_a_structure_read_back_and_are_replaced
                lists_of_an_access_read_back_and_are_replaced
            }
            batches {
                a_batch_reads_back_and_refuses_an_older_version
                batches_are_listed_latest_first
                made_invoices_of_a_batch_stay_when_the_others_are_read_anew
                numbers_in_use_are_those_of_invoices_and_of_other_batches
                what_columns_hold_is_remembered_by_their_titles
            }
            edi {
                an_edi_link_reads_back_and_is_replaced
                a_number_of_an_application_code_is_taken_once
                an_edi_file_is_taken_once_and_keeps_its_document
                a_flow_by_edi_is_found_by_its_number_and_its_name_is_used_once
            }
            flows {
                a_flow_reads_back_and_refuses_an_older_version
                flows_are_listed_latest_first_within_a_scope
            }
            parts {
                lines_read_back_exactly_and_are_replaced_as_a_whole
                spans_of_the_clock_read_back_and_are_replaced_as_a_whole
                spans_of_several_invoices_are_read_together
                a_reception_reads_back_and_is_replaced
                the_pivot_of_an_invoice_stays
                what_was_opened_and_what_was_given_are_marks_of_their_own
                the_order_by_the_last_day_follows_all_that_the_delay_is_made_of
                a_received_invoice_is_given_for_the_first_time_once
                what_is_to_be_fetched_is_told_in_the_order_in_which_it_was_seen
            }
            packages {
                a_package_reads_back_with_its_invoices
                a_package_is_ready_once_nothing_waits
                packages_go_by_age_and_archives_by_hand
                what_a_person_chose_is_remembered
                what_is_to_be_archived_is_in_no_archive_yet
            }
            payers {
                what_is_known_of_payers_reads_back_together
                what_was_said_of_a_payer_is_replaced_and_forgotten
                the_rates_of_half_years_read_back_exactly
                the_payments_of_a_recipient_are_told_latest_first
            }
            dashboard {
                figures_equal_a_naive_computation
                what_came_back_is_counted_by_reason_and_partner
            }
            lists {
                pages_totals_and_tabs_equal_a_naive_computation
                counts_of_each_structure_equal_a_naive_computation
                counts_follow_changes_of_an_invoice
                folded_counts_say_the_same
                what_is_at_the_far_end_of_an_order_is_found
                the_invoices_beside_one_are_those_of_the_list
                a_search_follows_changes_of_an_invoice
                what_is_typed_is_never_read_as_an_operator
                page_size_and_number_are_kept_within_bounds
                an_empty_scope_sees_nothing
            }
            work {
                what_needs_action_comes_in_order
                what_needs_action_keeps_to_the_scope
                what_waits_for_its_payment_comes_in_the_order_of_arrival
            }
            jobs {
                a_job_reads_back
                one_open_job_has_a_deduplication_key
                the_job_about_a_subject_is_the_open_or_else_the_last
                a_job_is_withdrawn_only_before_it_is_taken
                a_waiting_job_is_made_due
                a_family_moves_to_another_lane
                open_jobs_of_a_kind_that_are_due_are_announced_together
                parked_jobs_wait_again_when_their_kind_is_known
                ended_jobs_go_in_portions_and_failed_ones_stay
                open_and_failed_jobs_are_counted
                tries_read_back_latest_first
                a_job_of_an_unknown_organisation_is_refused
            }
            leases {
                jobs_of_a_lane_are_taken_in_order_when_due
                lanes_take_turns
                a_full_lane_lets_the_others_pass
                the_last_place_of_a_lane_is_for_urgent_jobs
                a_stopped_lane_keeps_its_jobs
                an_ended_lease_is_taken_again_with_its_mark
                a_lease_is_prolonged
                a_mark_stays_until_the_outcome_is_known
                a_process_that_leaves_gives_its_jobs_back
                giving_back_keeps_a_later_time
                the_jobs_of_the_dead_are_taken_over
                the_next_due_time_is_told
                workers_at_once_take_each_job_once
                workers_at_once_keep_to_the_places_of_a_lane
            }
            exchanges {
                an_exchange_reads_back_whole
                an_exchange_without_answer_reads_back
                exchanges_come_latest_first_page_by_page
                each_part_of_the_filter_selects
                a_text_is_searched_as_typed
                the_services_are_those_of_the_structure
                the_last_exchange_of_each_service_is_told
                old_exchanges_go_oldest_first_and_in_portions
                days_are_prepared_and_kept_apart
                the_journal_waits_for_no_writer_and_no_writer_for_it
                exchanges_of_another_organisation_do_not_exist
                what_an_access_asks_for_itself_is_shown_with_its_structures
                an_exchange_outlives_its_access
            }
            journal {
                entries_read_back_in_the_chain_of_their_owner
                an_entry_of_an_unknown_organisation_keeps_its_transaction_from_being_committed
                what_is_not_committed_leaves_no_gap
                writers_at_once_make_one_chain_without_gaps
                each_part_of_the_filter_of_the_journal_selects
                a_page_of_the_journal_goes_on_where_the_last_one_ended
                a_chain_that_grows_while_it_is_verified_is_whole
            }
            notices {
                what_is_committed_is_told_and_what_is_dropped_is_not
                a_job_that_may_be_due_sooner_is_told
            }
            isolation {
                another_organisation_reads_nothing
                another_organisation_changes_nothing
                a_row_never_points_into_another_organisation
                lists_of_two_organisations_do_not_mix
            }
            transactions {
                a_dropped_transaction_leaves_no_trace
                a_failed_statement_leaves_no_trace_of_its_transaction
                a_transaction_sees_its_own_changes_and_readers_do_not
                many_writers_wait_instead_of_failing
                transactions_of_one_organisation_never_overlap
                transactions_of_one_account_never_overlap
                readers_do_not_wait_for_a_queue_of_writers
                a_ready_database_says_so_until_it_is_closed
            }
        }
    };
}

/// What [`crate::suite!`] expands to.
#[doc(hidden)]
#[macro_export]
macro_rules! suite_tests {
    ($make:path; $($module:ident { $($name:ident)+ })+) => {
        $(mod $module {
            #[expect(unused_imports, reason = "a path given as a local name is found through its parent")]
            use super::*;
            $(
                #[::tokio::test]
                async fn $name() {
                    let Some((database, _guard)) = $make().await else { return };
                    $crate::suite::$module::$name(&database).await;
                }
            )+
        })+
    };
}
