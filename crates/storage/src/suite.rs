//! The behavioural suite: what every implementation of [`crate::Storage`] does, one function per behaviour.
//!
//! An implementation runs it from a test file with one line. `make` is an async function without arguments that gives
//! a fresh, empty storage and something to keep until the test ends (a temporary folder, a container):
//!
//! ```ignore
//! storage::suite!(make);
//! ```
//!
//! Each behaviour becomes a test of its own name. The calling crate needs `tokio` with `macros` and `rt`.

#![expect(clippy::unwrap_used, reason = "this is test code, compiled only with the feature `suite`")]

pub mod accounts;
pub mod exchanges;
pub mod invoices;
pub mod isolation;
pub mod lists;
pub mod outbox;
mod sample;
pub mod structures;
pub mod transactions;

/// Generates one test per behaviour; see [`mod@crate::suite`].
#[macro_export]
macro_rules! suite {
    ($make:path) => {
        $crate::suite_tests! { $make;
            accounts {
                organizations_users_and_rights_read_back
                an_address_is_taken_whatever_its_case
                a_changed_user_keeps_their_address
                rights_are_replaced_as_a_whole
                a_session_brings_person_and_rights
                a_disabled_person_or_lost_right_ends_the_session
                a_session_switches_only_to_own_organisations
                the_last_use_of_a_session_never_goes_back
                sessions_end_one_by_one_all_but_one_and_by_age
                failed_sign_ins_are_kept_replaced_and_forgotten
                the_journal_takes_entries_with_and_without_owner
            }
            structures {
                structures_read_back_by_name
                a_siret_is_taken_once_per_environment
                a_changed_structure_keeps_siret_and_environment
                credentials_read_back_and_are_replaced
                the_state_of_a_connection_changes_without_its_secrets
                connections_are_due_in_order_unless_broken
                the_directory_keeps_the_latest_answer
                recent_recipients_come_latest_first_and_once
            }
            invoices {
                an_invoice_reads_back_whole
                an_empty_invoice_reads_back
                an_update_counts_the_version_and_refuses_an_older_one
                an_unknown_status_is_kept
                a_chorus_identifier_is_taken_once_per_structure_and_direction
                numbers_on_their_way_are_found_and_drafts_are_not
                attachments_read_back_in_order
                events_read_back_latest_first
                an_event_with_a_known_key_is_not_added_again
            }
            outbox {
                a_row_reads_back
                one_open_row_per_invoice_and_kind
                rows_are_leased_in_order_when_due
                an_ended_lease_is_taken_again_with_its_mark
                broken_and_missing_connections_keep_their_rows
                a_row_is_withdrawn_only_before_its_first_try
                a_waiting_row_is_made_due
                leases_are_given_back
                a_finished_row_makes_room_and_stays_readable
                tries_read_back_latest_first
                the_next_due_time_counts_what_can_be_leased
            }
            lists {
                pages_totals_and_tabs_equal_a_naive_computation
                counts_follow_changes_of_an_invoice
                a_search_follows_changes_of_an_invoice
                what_is_typed_is_never_read_as_an_operator
                page_size_and_number_are_kept_within_bounds
                an_empty_scope_sees_nothing
                what_needs_action_comes_in_order
                what_needs_action_keeps_to_the_scope
            }
            isolation {
                another_organisation_reads_nothing
                another_organisation_changes_nothing
                a_row_never_points_into_another_organisation
                lists_of_two_organisations_do_not_mix
            }
            exchanges {
                an_exchange_reads_back_whole
                an_exchange_without_answer_reads_back
                exchanges_come_latest_first_page_by_page
                each_part_of_the_filter_selects
                a_text_is_searched_as_typed
                the_services_are_those_of_the_structure
                old_exchanges_go_oldest_first_and_in_portions
                exchanges_of_another_organisation_do_not_exist
            }
            transactions {
                a_dropped_unit_leaves_no_trace
                a_failed_statement_leaves_the_unit_usable
                a_unit_sees_its_own_changes_and_readers_do_not
                two_writers_take_turns
                a_ready_storage_says_so_until_it_is_closed
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
                    let (storage, _guard) = $make().await;
                    $crate::suite::$module::$name(&storage).await;
                }
            )+
        })+
    };
}
