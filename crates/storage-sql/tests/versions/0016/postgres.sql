-- migrations up to 16
SELECT make_exchange_day(1767225600000);
SELECT make_exchange_day(1767312000000);
SELECT make_exchange_day(1767398400000);
INSERT INTO organizations ("id", "name", "created_at", "mandates_required", "rejections_need_two", "second_factor_from") VALUES
('00000001-0000-0000-0000-000000000001', 'Organisation 0001', '1767225600001', '0', '0', NULL),
('00000001-0000-0000-0000-000000000002', 'Organisation 0002', '1767225600002', '1', '1', NULL);
INSERT INTO users ("id", "email", "email_key", "name", "name_key", "password_hash", "disabled_at", "created_at") VALUES
('00000002-0000-0000-0000-000000000001', 'personne1@exemple.fr', 'personne1@exemple.fr', 'Personne 0001', 'personne 0001', '$argon2id$1', NULL, '1767225600001'),
('00000002-0000-0000-0000-000000000002', 'personne2@exemple.fr', 'personne2@exemple.fr', 'Personne 0002', 'personne 0002', '$argon2id$2', NULL, '1767225600001'),
('00000002-0000-0000-0000-000000000033', 'personne51@exemple.fr', 'personne51@exemple.fr', 'Personne 0051', 'personne 0051', '$argon2id$51', NULL, '1767225600001'),
('00000002-0000-0000-0000-000000000034', 'personne52@exemple.fr', 'personne52@exemple.fr', 'Personne 0052', 'personne 0052', '$argon2id$52', '1767225600008', '1767225600001');
INSERT INTO structures ("id", "organization_id", "siret", "name", "name_key", "side", "environment", "chorus_id", "synced_at", "created_at", "failing_reason", "failing_since", "failing_next_at", "town", "identifier_kind") VALUES
('00000004-0000-0000-0000-0000000003e8', '00000001-0000-0000-0000-000000000001', '00000000001000', 'Structure 1000', 'structure 1000', 'fournisseur', 'qualification', '6000', '1767225600004', '1767225600002', '{"code":"chorus_pro_silent"}', '1767225600003', '1767225600004', 'Ville 1000', 'SIRET'),
('00000004-0000-0000-0000-0000000005dc', '00000001-0000-0000-0000-000000000001', '00000000001500', 'Structure 1500', 'structure 1500', 'fournisseur', 'qualification', '6500', '1767225600004', '1767225600002', NULL, NULL, NULL, 'Ville 1500', 'SIRET'),
('00000004-0000-0000-0000-0000000007d0', '00000001-0000-0000-0000-000000000002', '00000000002000', 'Structure 2000', 'structure 2000', 'fournisseur', 'qualification', '7000', '1767225600004', '1767225600002', '{"code":"chorus_pro_silent"}', '1767225600003', '1767225600004', 'Ville 2000', 'SIRET');
INSERT INTO memberships ("organization_id", "user_id", "role", "limited", "last_used_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', 'administrateur', '0', '1767225600006'),
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', 'valideur', '1', NULL),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', 'administrateur', '0', '1767225600006'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', 'valideur', '1', NULL);
INSERT INTO membership_structures ("organization_id", "user_id", "position", "structure_id", "services") VALUES
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', '0', '00000004-0000-0000-0000-0000000003e8', E'["SRV","L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "]'),
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', '1', '00000004-0000-0000-0000-0000000003e8', '[]'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', '0', '00000004-0000-0000-0000-0000000007d0', E'["SRV","L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "]'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', '1', '00000004-0000-0000-0000-0000000007d0', '[]');
INSERT INTO structure_people ("organization_id", "structure_id", "user_id") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000002-0000-0000-0000-000000000001'),
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000002-0000-0000-0000-000000000033'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000002-0000-0000-0000-000000000002'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000002-0000-0000-0000-000000000034');
INSERT INTO teams ("organization_id", "id", "name") VALUES
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'Équipe 1'),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002', 'Équipe 2');
INSERT INTO team_members ("organization_id", "team_id", "user_id") VALUES
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001'),
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033'),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002'),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034');
INSERT INTO absences ("organization_id", "user_id", "substitute_id", "first_day", "last_day") VALUES
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', '2026-03-01', '2026-03-09'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', '2026-03-01', '2026-03-09');
INSERT INTO second_factors ("user_id", "asked_at", "sealed_secret", "made_at", "confirmed_at", "last_step") VALUES
('00000002-0000-0000-0000-000000000001', '1767225600003', 'sealed 1', '1767225600003', '1767225600004', '58000000'),
('00000002-0000-0000-0000-000000000002', '1767225600003', 'sealed 2', '1767225600003', '1767225600004', '58000000');
INSERT INTO recovery_codes ("user_id", "code_hash") VALUES
('00000002-0000-0000-0000-000000000001', E'\\x0707070707070707070707070707070707070707070707070707070707070707'),
('00000002-0000-0000-0000-000000000002', E'\\x0707070707070707070707070707070707070707070707070707070707070707');
INSERT INTO sign_in_challenges ("token_hash", "user_id", "expires_at", "accepts_invitations") VALUES
(E'\\x0101010101010101010101010101010101010101010101010101010101010101', '00000002-0000-0000-0000-000000000001', '1767225609000', '0'),
(E'\\x0202020202020202020202020202020202020202020202020202020202020202', '00000002-0000-0000-0000-000000000002', '1767225609000', '0');
INSERT INTO sessions ("id", "token_hash", "user_id", "organization_id", "created_at", "last_seen_at", "expires_at", "user_agent", "address") VALUES
('00000003-0000-0000-0000-000000000001', E'\\x0001010101010101010101010101010101010101010101010101010101010101', '00000002-0000-0000-0000-000000000001', '00000001-0000-0000-0000-000000000001', '1767225600010', '1767225600021', '1767226600000', 'Navigateur', '192.0.2.1'),
('00000003-0000-0000-0000-000000000002', E'\\x0002020202020202020202020202020202020202020202020202020202020202', '00000002-0000-0000-0000-000000000002', '00000001-0000-0000-0000-000000000002', '1767225600010', '1767225600022', '1767226600000', 'Navigateur', '192.0.2.1');
INSERT INTO throttles ("key", "failures", "blocked_until", "last_failure_at") VALUES
('account:a@exemple.fr', '5', '1767225603000', '1767225602000'),
('account:É@exemple.fr', '5', '1767225603000', '1767225602000'),
('address:192.0.2.1', '5', '1767225603000', '1767225602000');
INSERT INTO devices ("token_hash", "user_id", "created_at", "last_used_at") VALUES
(E'\\x0101010101010101010101010101010101010101010101010101010101010101', '00000002-0000-0000-0000-000000000001', '1767225600002', '1767225600002'),
(E'\\x0202020202020202020202020202020202020202020202020202020202020202', '00000002-0000-0000-0000-000000000002', '1767225600002', '1767225600002');
INSERT INTO invitations ("organization_id", "user_id", "role", "scope", "invited_by", "invited_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', 'lecteur', E'[["00000004-0000-0000-0000-0000000003e8",["SRV","L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "]],["00000004-0000-0000-0000-0000000003e8",[]]]', '00000002-0000-0000-0000-000000000001', '1767225600009'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', 'lecteur', E'[["00000004-0000-0000-0000-0000000007d0",["SRV","L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "]],["00000004-0000-0000-0000-0000000007d0",[]]]', '00000002-0000-0000-0000-000000000002', '1767225600009');
INSERT INTO uploads ("user_id", "day", "bytes") VALUES
('00000002-0000-0000-0000-000000000001', '20000', '7'),
('00000002-0000-0000-0000-000000000002', '20000', '7');
INSERT INTO dropped_files ("organization_id", "id", "user_id", "document_sha256", "document_name", "document_bytes", "issuer", "dropped_at") VALUES
('00000001-0000-0000-0000-000000000001', '0000000d-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', '0000000000000000000000000000000000000000000000000000000000000001', 'piece-1.pdf', '1001', '{"name":"Étude « Roy »","siren":"1"}', '1767225600001'),
('00000001-0000-0000-0000-000000000002', '0000000d-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', '{"name":"Étude « Roy »","siren":"2"}', '1767225600002');
INSERT INTO marks ("mark", "value") VALUES
('name', 'filled');
INSERT INTO accesses ("id", "organization_id", "environment", "kind", "identity", "sealed_credentials", "sealed_certificate", "generation", "login_tail", "client_id_tail", "certificate_subject", "certificate_issuer", "certificate_fingerprint", "certificate_expires_at", "state", "state_reason", "state_since", "created_at", "first_use_until", "password_set_at", "mirrors_since") VALUES
('00000005-0000-0000-0000-000000000001', '00000001-0000-0000-0000-000000000001', 'qualification', 'piste', 'identity-1', 'sealed-1', 'sealed-certificate', '1', 'ogin', 'ient', 'CN=sujet', 'CN=autorité', 'abababababababababababababababababababababababababababababababab', '1767234600000', 'working', NULL, '1767225600003', '1767225600002', NULL, '1767225600001', '1767225600002'),
('00000005-0000-0000-0000-000000000002', '00000001-0000-0000-0000-000000000002', 'qualification', 'piste', 'identity-2', 'sealed-2', 'sealed-certificate', '1', 'ogin', 'ient', 'CN=sujet', 'CN=autorité', 'abababababababababababababababababababababababababababababababab', '1767234600000', 'working', NULL, '1767225600003', '1767225600002', NULL, '1767225600001', '1767225600002'),
('00000005-0000-0000-0000-000000000033', '00000001-0000-0000-0000-000000000001', 'qualification', 'piste', 'identity-51', 'sealed-51', NULL, '1', 'ogin', 'ient', NULL, NULL, NULL, NULL, 'broken', '{"code":"chorus_pro_silent"}', '1767225600003', '1767225600002', NULL, '1767225600001', '1767225600002'),
('00000005-0000-0000-0000-000000000034', '00000001-0000-0000-0000-000000000002', 'qualification', 'piste', 'identity-52', 'sealed-52', NULL, '1', 'ogin', 'ient', NULL, NULL, NULL, NULL, 'broken', '{"code":"chorus_pro_silent"}', '1767225600003', '1767225600002', NULL, '1767225600001', '1767225600002');
INSERT INTO structure_accesses ("organization_id", "structure_id", "access_id", "position", "issues", "receives") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000005-0000-0000-0000-000000000001', '0', '1', '1'),
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000005-0000-0000-0000-000000000033', '1', '1', '1'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000005-0000-0000-0000-000000000002', '0', '1', '1'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000005-0000-0000-0000-000000000034', '1', '1', '1');
INSERT INTO structure_facts ("organization_id", "structure_id", "facts", "read_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', E'{"name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","vat_number":"","trade_register":"","email":"","address":[],"services":[],"spaces":[],"bank_accounts":[],"edi":false,"password_expires_on":null,"register":null,"payments_not_told":false}', '1767225600003'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', E'{"name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","vat_number":"","trade_register":"","email":"","address":[],"services":[],"spaces":[],"bank_accounts":[],"edi":false,"password_expires_on":null,"register":null,"payments_not_told":false}', '1767225600003');
INSERT INTO document_ways ("organization_id", "structure_id", "recipient", "way", "chosen_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000000000001', 'pdf-sans-xml', '1767225600005'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000000000002', 'pdf-sans-xml', '1767225600005');
INSERT INTO plain_copies ("organization_id", "original_sha256", "document_sha256", "document_bytes", "made_at") VALUES
('00000001-0000-0000-0000-000000000001', '0000000000000000000000000000000000000000000000000000000000000001', '00000000000000000000000000000000000000000000000000000000000001f5', '1200', '1767225600006'),
('00000001-0000-0000-0000-000000000002', '0000000000000000000000000000000000000000000000000000000000000002', '00000000000000000000000000000000000000000000000000000000000001f6', '1200', '1767225600006');
INSERT INTO access_lists ("organization_id", "access_id", "lists", "read_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', E'{"currencies":[],"vat_rates":[],"exemption_reasons":["L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "],"payment_modes":[],"frameworks":[],"attachment_types":[]}', '1767225600003'),
('00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', E'{"currencies":[],"vat_rates":[],"exemption_reasons":["L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  "],"payment_modes":[],"frameworks":[],"attachment_types":[]}', '1767225600003');
INSERT INTO mandates ("organization_id", "id", "structure_id", "holder", "first_day", "last_day", "document_sha256", "document_name", "document_bytes", "author_id", "author_name", "created_at", "ended_on", "ended_at", "ended_by_name", "end_reason") VALUES
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000003a0001', '00000004-0000-0000-0000-0000000003e8', 'Cabinet Roux & fils', '2026-02-01', NULL, '00000000000000000000000000000000000000000000000000000000000002bd', 'piece-701.pdf', '1701', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', NULL, NULL, NULL, NULL),
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-0000003a000b', '00000004-0000-0000-0000-0000000003e8', 'Cabinet Roux & fils', '2026-02-01', NULL, '00000000000000000000000000000000000000000000000000000000000002c7', 'piece-711.pdf', '1711', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600011', '2026-06-30', '1767225600008', 'Anne Roux', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  '),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000003a0002', '00000004-0000-0000-0000-0000000007d0', 'Cabinet Roux & fils', '2026-02-01', '2026-12-31', '00000000000000000000000000000000000000000000000000000000000002be', 'piece-702.pdf', '1702', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', NULL, NULL, NULL, NULL),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-0000003a000c', '00000004-0000-0000-0000-0000000007d0', 'Cabinet Roux & fils', '2026-02-01', '2026-12-31', '00000000000000000000000000000000000000000000000000000000000002c8', 'piece-712.pdf', '1712', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600012', '2026-06-30', '1767225600008', 'Anne Roux', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ');
INSERT INTO siret_changes ("organization_id", "structure_id", "new_siret", "new_structure_id", "steps", "begun_by", "begun_by_name", "begun_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '00000000000041', '00000004-0000-0000-0000-0000000003e8', '{"bank":{"by":"Zoé Roux","at":"2026-01-01T00:00:00.004Z"}}', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600003'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '00000000000042', '00000004-0000-0000-0000-0000000007d0', '{"bank":{"by":"Zoé Roux","at":"2026-01-01T00:00:00.004Z"}}', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600003');
INSERT INTO directory ("organization_id", "environment", "siret", "name", "chorus_id", "service_compulsory", "engagement_compulsory", "service_or_engagement", "services", "fetched_at") VALUES
('00000001-0000-0000-0000-000000000001', 'qualification', '00000000000007', 'Mairie', '1', '1', '0', '1', E'[{"code":"SRV","name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","active":true,"chorus_id":72,"engagement_compulsory":null}]', '1767225600001'),
('00000001-0000-0000-0000-000000000001', 'qualification', '00000000000008', 'Mairie', '1', '0', '0', '1', E'[{"code":"SRV","name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","active":true,"chorus_id":72,"engagement_compulsory":null}]', '1767225600001'),
('00000001-0000-0000-0000-000000000002', 'qualification', '00000000000007', 'Mairie', '1', '1', '0', '1', E'[{"code":"SRV","name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","active":true,"chorus_id":72,"engagement_compulsory":null}]', '1767225600001'),
('00000001-0000-0000-0000-000000000002', 'qualification', '00000000000008', 'Mairie', '1', '0', '0', '1', E'[{"code":"SRV","name":"L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ","active":true,"chorus_id":72,"engagement_compulsory":null}]', '1767225600001');
INSERT INTO payers ("organization_id", "environment", "payer", "category", "author_id", "author_name", "told_at") VALUES
('00000001-0000-0000-0000-000000000001', 'qualification', '00000000000001', 'health', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001'),
('00000001-0000-0000-0000-000000000002', 'qualification', '00000000000002', 'health', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002');
INSERT INTO late_rates ("organization_id", "half_year", "refinancing", "source", "author_id", "author_name", "told_at") VALUES
('00000001-0000-0000-0000-000000000001', '2026-07-01', '2.150', 'L’œuvre « BCE », 5 juin 2026', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600003'),
('00000001-0000-0000-0000-000000000002', '2026-07-01', '2.150', 'L’œuvre « BCE », 5 juin 2026', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600003');
INSERT INTO public_directories ("edition", "environment", "state", "begun_at", "completed_at", "structures", "services") VALUES
('1', 'qualification', 'current', '1767225600001', '1767225600002', '2', '2'),
('2', 'production', 'current', '1767225600001', '1767225600002', '2', '2');
INSERT INTO public_structures ("seq", "edition", "identifier", "name", "name_key", "address", "postcode", "town", "email", "telephone", "service_compulsory", "engagement_compulsory", "service_or_engagement", "tells_payment", "active", "words") OVERRIDING SYSTEM VALUE VALUES
('1', '1', '00000000000001', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', E'l''oeuvre « n° 7 » ''; "--\\ {e,null} $1 % _ 📄', '1 rue de l’Hôtel', '69003', 'Lyon', 'contact@exemple.fr', '0400000000', '0', '0', '1', '1', '1', 'loeuvre l oeuvre n 7 enull e null 1 lyon 69003 00000000000001'),
('2', '1', '00000000000002', 'École', 'ecole', '2 rue de l’Hôtel', '69003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'contact@exemple.fr', '0400000000', '1', '0', '1', '1', '1', 'ecole loeuvre l oeuvre n 7 enull e null 1 69003 00000000000002'),
('3', '2', '00000000000001', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', E'l''oeuvre « n° 7 » ''; "--\\ {e,null} $1 % _ 📄', '1 rue de l’Hôtel', '69003', 'Lyon', 'contact@exemple.fr', '0400000000', '0', '0', '1', '1', '1', 'loeuvre l oeuvre n 7 enull e null 1 lyon 69003 00000000000001'),
('4', '2', '00000000000002', 'École', 'ecole', '2 rue de l’Hôtel', '69003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'contact@exemple.fr', '0400000000', '1', '0', '1', '1', '1', 'ecole loeuvre l oeuvre n 7 enull e null 1 69003 00000000000002');
SELECT setval(pg_get_serial_sequence('public_structures', 'seq'), max(seq)) FROM public_structures;
INSERT INTO public_services ("edition", "identifier", "code", "name", "active", "engagement_compulsory") VALUES
('1', '00000000000001', 'DRH', 'Service DRH', '1', '1'),
('1', '00000000000002', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', E'Service L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '1', '0'),
('2', '00000000000001', 'DRH', 'Service DRH', '1', '1'),
('2', '00000000000002', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', E'Service L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '1', '0');
INSERT INTO known_engagements ("organization_id", "structure_id", "number", "issuer", "issuer_name", "service_code", "state", "fetched_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'EJ-1', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'Ministère', 'DRH', 'COMMANDE', '1767225600004'),
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', NULL, '', NULL, '', '1767225600004'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 'EJ-1', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'Ministère', 'DRH', 'COMMANDE', '1767225600004'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', NULL, '', NULL, '', '1767225600004');
INSERT INTO invoices ("seq", "id", "organization_id", "structure_id", "direction", "origin", "status", "stage", "status_at", "status_reason", "status_comment", "number", "kind", "date", "partner_name", "partner_siret", "service_code", "engagement", "currency", "net_cents", "vat_cents", "gross_cents", "due_cents", "signed_gross_cents", "document_sha256", "document_name", "document_bytes", "chorus_id", "created_by", "created_at", "updated_at", "deposited_on", "arrived_at", "checked_at", "version", "partner_key", "partner_text", "other_text", "rejection_treated_at", "delay_from_day", "delay_stopped_day", "delay_resumed_day", "ordered_day", "unopened", "undownloaded", "delay_contract_days", "delay_days", "delay_last_day", "delay_order", "disorder") OVERRIDING SYSTEM VALUE VALUES
('1', '00000006-0000-0000-0000-0000000dbba1', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'chorus_pro', 'SUSPENDUE', 'blocked', '1767226500001', '{"code":"chorus_pro_refused","code_retour":12,"libelle":"Refusé"}', 'Pièce manquante', 'FA-2026-900001', 'FACTURE', '2026-03-14', 'Mairie 900001', '00000007900001', 'SRV', 'EJ-1', 'EUR', '90000100', '18000020', '108000120', '108000120', '108000120', '00000000000000000000000000000000000000000000000000000000000dbba1', 'piece-900001.pdf', '901001', '909001', NULL, '1767226500001', '1767226500001', '2026-04-01', '1767225600032', '1767225600033', '1', 'mairie 900001', '  mairie  900001  00000007900001', '  fa-2026-900001  fa2026900001  srv  ej-1  ej1  108000120  piece  manquante', '1767225600004', '20761', '20454', NULL, NULL, NULL, NULL, '20', '20', NULL, '1000000', NULL),
('2', '00000006-0000-0000-0000-0000000dbba2', '00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 'emise', 'chorus_pro', 'SUSPENDUE', 'blocked', '1767226500002', '{"code":"chorus_pro_refused","code_retour":12,"libelle":"Refusé"}', 'Pièce manquante', 'FA-2026-900002', 'FACTURE', '2026-03-14', 'Mairie 900002', '00000007900002', 'SRV', 'EJ-1', 'EUR', '90000200', '18000040', '108000240', '108000240', '108000240', '00000000000000000000000000000000000000000000000000000000000dbba2', 'piece-900002.pdf', '901002', '909002', NULL, '1767226500002', '1767226500002', '2026-04-01', '1767225600032', '1767225600033', '1', 'mairie 900002', '  mairie  900002  00000007900002', '  fa-2026-900002  fa2026900002  srv  ej-1  ej1  108000240  piece  manquante', '1767225600004', '20761', '20454', NULL, NULL, NULL, NULL, '20', '20', NULL, '1000000', NULL),
('3', '00000006-0000-0000-0000-000000000001', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'pupitre', 'MISE_EN_PAIEMENT', 'paid', '1767225600005', NULL, NULL, 'FA-2021-11', 'FACTURE', '2026-01-12', 'Métropole de Nantes', '00000010000035', 'COMPTA', NULL, 'EUR', NULL, NULL, '2147483647', NULL, '2147483647', NULL, NULL, NULL, NULL, NULL, '1767225600001', '1767225600001', NULL, '1767225600011', NULL, '2', 'metropole de nantes', '  metropole  de  nantes  00000010000035', '  fa-2021-11  fa202111  compta  2147483647', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('4', '00000006-0000-0000-0000-000000000002', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'pupitre', 'BROUILLON', 'to_send', '1767225600000', NULL, NULL, 'FA-2025-0', 'FACTURE', '2026-06-06', 'École n° 7', '00000010000037', 'SRV-2', NULL, 'EUR', NULL, NULL, '1207', NULL, '1207', NULL, NULL, NULL, NULL, NULL, '1767225600002', '1767225600002', NULL, '1767225600000', NULL, '1', 'ecole n° 7', '  ecole  n°  n  7  00000010000037', '  fa-2025-0  fa20250  srv-2  srv2  1207', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('5', '00000006-0000-0000-0000-000000000003', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'emise', 'pupitre', 'PUPITRE_ENVOI', 'on_the_way', '1767225600002', NULL, NULL, 'FA-2022-8', 'AVOIR', NULL, 'Lycée Victor-Hugo', '00000010000014', 'COMPTA', 'EJ851', 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1767225600003', '1767225600003', NULL, '1767225600007', NULL, '1', 'lycee victor-hugo', '  lycee  victor-hugo  victorhugo  00000010000014', '  fa-2022-8  fa20228  compta  ej851', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('6', '00000006-0000-0000-0000-000000000004', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'emise', 'pupitre', 'SUPPRIMEE', 'ended', '1767225600000', NULL, NULL, 'FA-2025-5', 'AVOIR', '2026-12-05', 'CHU d’Angers', '00000010000038', 'SRV-2', 'EJ165', 'EUR', NULL, NULL, '1150', NULL, '-1150', NULL, NULL, NULL, NULL, NULL, '1767225600004', '1767225600004', NULL, '1767225600000', NULL, '1', 'chu d''angers', '  chu  d''angers  dangers  00000010000038', '  fa-2025-5  fa20255  srv-2  srv2  ej165  1150', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('7', '00000006-0000-0000-0000-000000000005', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'recue', 'pupitre', 'PUPITRE_REFUSEE', 'to_send', '1767225600001', NULL, NULL, 'FA-2025-2', 'FACTURE', '2026-12-04', 'CHU d’Angers', '00000010000037', 'SRV-2', 'EJ515', 'EUR', NULL, NULL, '1083', NULL, '1083', NULL, NULL, NULL, NULL, NULL, '1767225600005', '1767225600005', NULL, '1767225600002', NULL, '1', 'chu d''angers', '  chu  d''angers  dangers  00000010000037', '  fa-2025-2  fa20252  srv-2  srv2  ej515  1083', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('8', '00000006-0000-0000-0000-000000000006', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'recue', 'pupitre', 'INTERPRETEE_OCR', 'to_send', '1767225600001', NULL, NULL, 'FA-2023-0', 'FACTURE', '2026-12-26', 'Mairie de Lyon', '00000010000000', 'SRV-1', 'EJ421', 'USD', NULL, NULL, '627', NULL, '627', NULL, NULL, NULL, NULL, NULL, '1767225600006', '1767225600006', NULL, '1767225600010', NULL, '1', 'mairie de lyon', '  mairie  de  lyon  00000010000000', '  fa-2023-0  fa20230  srv-1  srv1  ej421  627', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('9', '00000006-0000-0000-0000-000000000007', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'pupitre', 'PUPITRE_ENVOI', 'on_the_way', '1767225600002', NULL, NULL, 'FA-2022-5', 'FACTURE', '2026-11-02', 'CHU d’Angers', '00000010000025', NULL, NULL, 'EUR', NULL, NULL, '1654', NULL, '1654', NULL, NULL, NULL, NULL, NULL, '1767225600007', '1767225600007', NULL, '1767225600000', NULL, '1', 'chu d''angers', '  chu  d''angers  dangers  00000010000025', '  fa-2022-5  fa20225  1654', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('10', '00000006-0000-0000-0000-000000000008', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'pupitre', 'DEPOSEE', 'on_the_way', '1767225600003', NULL, NULL, 'FA-2023-6', 'FACTURE', '2026-12-22', 'mairie de Brest', '00000010000013', 'SRV-2', NULL, 'EUR', NULL, NULL, '70', NULL, '70', NULL, NULL, NULL, NULL, NULL, '1767225600008', '1767225600008', NULL, NULL, NULL, '1', 'mairie de brest', '  mairie  de  brest  00000010000013', '  fa-2023-6  fa20236  srv-2  srv2  70', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('11', '00000006-0000-0000-0000-000000000009', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'recue', 'pupitre', 'PUPITRE_ANNULEE', 'ended', '1767225600005', NULL, NULL, 'FA-2022-3', 'AVOIR', '2026-08-11', 'École n° 7', '00000010000018', NULL, 'EJ53', 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1767225600009', '1767225600009', NULL, NULL, NULL, '1', 'ecole n° 7', '  ecole  n°  n  7  00000010000018', '  fa-2022-3  fa20223  ej53', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('12', '00000006-0000-0000-0000-00000000000a', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'recue', 'pupitre', 'SERVICE_FAIT', 'arrived', '1767225600005', NULL, NULL, 'FA-2021-6', 'FACTURE', '2026-11-25', 'École n° 7', '00000010000027', NULL, 'EJ40', 'EUR', NULL, NULL, '1686', NULL, '1686', NULL, NULL, NULL, NULL, NULL, '1767225600010', '1767225600010', NULL, NULL, NULL, '1', 'ecole n° 7', '  ecole  n°  n  7  00000010000027', '  fa-2021-6  fa20216  ej40  1686', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1000000', NULL),
('13', '00000006-0000-0000-0000-00000000000b', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'emise', 'pupitre', 'ABANDONNEE', 'ended', '1767225600003', NULL, NULL, 'FA-2025-4', 'FACTURE', NULL, 'École n° 7', '00000010000029', 'SRV-1', 'EJ525', 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1767225600011', '1767225600011', NULL, NULL, NULL, '1', 'ecole n° 7', '  ecole  n°  n  7  00000010000029', '  fa-2025-4  fa20254  srv-1  srv1  ej525', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2000000', NULL),
('14', '00000006-0000-0000-0000-00000000000c', '00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000005dc', 'emise', 'pupitre', 'MISE_A_DISPOSITION', 'arrived', '1767225600001', NULL, NULL, 'FA-2022-3', 'FACTURE', '2026-09-22', 'Lycée Victor-Hugo', '00000010000022', 'SRV-2', 'EJ560', 'EUR', NULL, NULL, '274', NULL, '274', NULL, NULL, NULL, NULL, NULL, '1767225600012', '1767225600012', NULL, '1767225600001', NULL, '1', 'lycee victor-hugo', '  lycee  victor-hugo  victorhugo  00000010000022', '  fa-2022-3  fa20223  srv-2  srv2  ej560  274', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '1000000', NULL);
SELECT setval(pg_get_serial_sequence('invoices', 'seq'), max(seq)) FROM invoices;
INSERT INTO circuit_rules ("organization_id", "id", "position", "name", "structure_id", "service_code", "supplier", "from_cents", "assign_to", "steps") VALUES
('00000001-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '0', 'Règle 1', '00000004-0000-0000-0000-0000000003e8', 'ACHATS', NULL, '100000', '00000002-0000-0000-0000-000000000001', '[{"team":"00000000-0000-0000-0000-000000000001"},{"person":"00000002-0000-0000-0000-000000000001"}]'),
('00000001-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002', '0', 'Règle 2', '00000004-0000-0000-0000-0000000007d0', 'ACHATS', NULL, '100000', '00000002-0000-0000-0000-000000000002', '[{"team":"00000000-0000-0000-0000-000000000001"},{"person":"00000002-0000-0000-0000-000000000002"}]');
INSERT INTO approvals ("organization_id", "invoice_id", "position", "approver_user", "approver_team", "approver_name", "state", "asked_by", "asked_at", "decided_by", "decided_by_name", "decided_at", "comment") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '0', '00000002-0000-0000-0000-000000000001', NULL, 'Équipe 1', 'approved', 'Règle 1', '1767225600100', '00000002-0000-0000-0000-000000000001', 'A', '1767225600002', NULL),
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1', NULL, '00000000-0000-0000-0000-000000000001', 'Équipe 1', 'waiting', 'Règle 1', '1767225600101', NULL, NULL, NULL, NULL),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0', '00000002-0000-0000-0000-000000000002', NULL, 'Équipe 1', 'approved', 'Règle 1', '1767225600100', '00000002-0000-0000-0000-000000000002', 'A', '1767225600002', NULL),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1', NULL, '00000000-0000-0000-0000-000000000002', 'Équipe 1', 'waiting', 'Règle 1', '1767225600101', NULL, NULL, NULL, NULL);
INSERT INTO invoice_accounts ("organization_id", "invoice_id", "supplier", "iban", "findings", "found_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '12345678900012', 'DE89370400440532013000', '["foreign"]', '1767225600010'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '12345678900012', 'DE89370400440532013000', '["foreign"]', '1767225600010');
INSERT INTO supplier_accounts ("organization_id", "supplier", "iban", "note", "noted_by", "noted_by_name", "noted_at", "confirmed_by", "confirmed_by_name", "known_at") VALUES
('00000001-0000-0000-0000-000000000001', '1', 'DE89370400440532013000', 'Rappelé.', '00000002-0000-0000-0000-000000000001', 'A', '1767225600003', '00000002-0000-0000-0000-000000000001', 'B', '1767225600020'),
('00000001-0000-0000-0000-000000000002', '1', 'DE89370400440532013000', 'Rappelé.', '00000002-0000-0000-0000-000000000002', 'A', '1767225600003', '00000002-0000-0000-0000-000000000002', 'B', '1767225600020');
INSERT INTO drafts ("organization_id", "invoice_id", "form", "form_version", "changes", "own_reading", "recognised", "chorus_document_id", "submitted_at", "seal", "submitted_by", "copied_from", "deposit_imprint", "way", "flow_id", "from_flow_id", "source_sha256", "source_name", "source_bytes") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '{"mode":"","recipient_siret":"","recipient_name":"","service_code":"","engagement":"","contract":"","framework":"A1","validator_siret":"","validator_service":"","kind":"FACTURE","number":" FA-2026-900001 ","origin_number":"","date":"","currency":"EUR","vat_type":"TVA_SUR_DEBIT","exemption_reason":"","payment_mode":"VIREMENT","bank_account":"","net":"","vat":"","gross":"","discount":"","discount_reason":"","due":"","vat_lines":[{"rate":"","base":"","tax":""}],"lines":[],"comment":""}', '7', '{"number":{"by":{"kind":"chorus_pro"},"at":"2026-01-01T00:00:00.029Z"},"tax[3].rate":{"by":{"kind":"person","user":"00000002-0000-0000-0000-000000000001","name":"Zoé"},"at":"2026-01-01T00:00:00.030Z"}}', '{"BT-1":"FA-2026-900001"}', '{"lignes":[1,2],"numeroFacture":null}', '81', '1767225600031', 'seal', '00000002-0000-0000-0000-000000000001', '00000006-0000-0000-0000-00000000004d', 'AAEC', 'pdf-sans-xml', '0000000f-0000-0000-0000-000000000007', '0000000f-0000-0000-0000-000000000008', '0000000000000000000000000000000000000000000000000000000000011170', 'piece-70000.pdf', '71000'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '{"mode":"","recipient_siret":"","recipient_name":"","service_code":"","engagement":"","contract":"","framework":"A1","validator_siret":"","validator_service":"","kind":"FACTURE","number":" FA-2026-900002 ","origin_number":"","date":"","currency":"EUR","vat_type":"TVA_SUR_DEBIT","exemption_reason":"","payment_mode":"VIREMENT","bank_account":"","net":"","vat":"","gross":"","discount":"","discount_reason":"","due":"","vat_lines":[{"rate":"","base":"","tax":""}],"lines":[],"comment":""}', '7', '{"number":{"by":{"kind":"chorus_pro"},"at":"2026-01-01T00:00:00.029Z"},"tax[3].rate":{"by":{"kind":"person","user":"00000002-0000-0000-0000-000000000001","name":"Zoé"},"at":"2026-01-01T00:00:00.030Z"}}', '{"BT-1":"FA-2026-900002"}', '{"lignes":[1,2],"numeroFacture":null}', '81', '1767225600031', 'seal', '00000002-0000-0000-0000-000000000001', '00000006-0000-0000-0000-00000000004d', 'AAEC', 'pdf-sans-xml', '0000000f-0000-0000-0000-000000000007', '0000000f-0000-0000-0000-000000000008', '0000000000000000000000000000000000000000000000000000000000011170', 'piece-70000.pdf', '71000');
INSERT INTO draft_keepers ("organization_id", "invoice_id", "user_id", "taken_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '00000002-0000-0000-0000-000000000001', '1767225600004'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '00000002-0000-0000-0000-000000000002', '1767225600004');
INSERT INTO saved_views ("organization_id", "id", "user_id", "user_name", "direction", "name", "query", "shared", "created_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000011-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', 'recue', 'À payer « 1 »', 'onglet=arrivees&q=l%27œuvre', '0', '1767225600001'),
('00000001-0000-0000-0000-000000000002', '00000011-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', 'recue', 'À payer « 2 »', 'onglet=arrivees&q=l%27œuvre', '0', '1767225600002');
INSERT INTO decision_texts ("organization_id", "id", "decision", "text", "author_id", "author_name", "created_at") VALUES
('00000001-0000-0000-0000-000000000001', '0000001f-0000-0000-0000-000000000001', 'SUSPENDUE', 'Bon de commande n° 1 à fournir.', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001'),
('00000001-0000-0000-0000-000000000002', '0000001f-0000-0000-0000-000000000002', 'SUSPENDUE', 'Bon de commande n° 2 à fournir.', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002');
INSERT INTO invoice_notes ("organization_id", "id", "invoice_id", "author_id", "author_name", "written_at", "text") VALUES
('00000001-0000-0000-0000-000000000001', '00000010-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', 'Relancée au téléphone :
la trésorerie attend « le » bon.'),
('00000001-0000-0000-0000-000000000002', '00000010-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', 'Relancée au téléphone :
la trésorerie attend « le » bon.');
INSERT INTO mentions ("organization_id", "note_id", "user_id", "invoice_id", "seen_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000010-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000033', '00000006-0000-0000-0000-0000000dbba1', '1767225600009'),
('00000001-0000-0000-0000-000000000002', '00000010-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000034', '00000006-0000-0000-0000-0000000dbba2', '1767225600009');
INSERT INTO receptions ("organization_id", "invoice_id", "seen_at", "downloaded_elsewhere", "downloaded_at", "assigned_to", "assigned_at", "service_day", "contract_days", "opened_at", "opened_by") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1767225600005', '0', '1767225600006', NULL, '1767225600007', '2026-11-04', '20', '1767225600006', 'Odile'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1767225600005', '0', '1767225600006', NULL, '1767225600007', '2026-11-04', '20', '1767225600006', 'Odile');
INSERT INTO pivots ("organization_id", "invoice_id", "document_sha256", "document_name", "document_bytes", "fetched_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '0000000000000000000000000000000000000000000000000000000000000051', 'piece-81.pdf', '1081', '1767225600006'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0000000000000000000000000000000000000000000000000000000000000052', 'piece-82.pdf', '1082', '1767225600006');
INSERT INTO packages ("organization_id", "id", "user_id", "user_name", "structure_id", "month", "selection", "contents", "attachments", "pattern", "state", "created_at", "ready_at", "expires_at", "deleted_at", "deleted_by_name") VALUES
('00000001-0000-0000-0000-000000000001', '00000014-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', NULL, NULL, 'factures reçues, « 1 »', 'both', '1', '{destinataire}/{numero}', 'preparing', '1767225600001', NULL, '1767225600101', NULL, NULL),
('00000001-0000-0000-0000-000000000001', '00000014-0000-0000-0000-00000000000b', NULL, 'Zoé Roux', '00000004-0000-0000-0000-0000000003e8', '2026-03-01', 'factures reçues, « 11 »', 'both', '1', '{destinataire}/{numero}', 'preparing', '1767225600011', NULL, NULL, NULL, NULL),
('00000001-0000-0000-0000-000000000002', '00000014-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', NULL, NULL, 'factures reçues, « 2 »', 'both', '1', '{destinataire}/{numero}', 'preparing', '1767225600002', NULL, '1767225600102', NULL, NULL),
('00000001-0000-0000-0000-000000000002', '00000014-0000-0000-0000-00000000000c', NULL, 'Zoé Roux', '00000004-0000-0000-0000-0000000007d0', '2026-03-01', 'factures reçues, « 12 »', 'both', '1', '{destinataire}/{numero}', 'preparing', '1767225600012', NULL, NULL, NULL, NULL);
INSERT INTO package_items ("organization_id", "package_id", "position", "invoice_id", "structure_id", "state", "reason") VALUES
('00000001-0000-0000-0000-000000000001', '00000014-0000-0000-0000-000000000001', '0', '00000006-0000-0000-0000-0000000dbba1', '00000004-0000-0000-0000-0000000003e8', 'waiting', NULL),
('00000001-0000-0000-0000-000000000001', '00000014-0000-0000-0000-00000000000b', '0', '00000006-0000-0000-0000-0000000dbba1', '00000004-0000-0000-0000-0000000003e8', 'waiting', NULL),
('00000001-0000-0000-0000-000000000002', '00000014-0000-0000-0000-000000000002', '0', '00000006-0000-0000-0000-0000000dbba2', '00000004-0000-0000-0000-0000000007d0', 'waiting', NULL),
('00000001-0000-0000-0000-000000000002', '00000014-0000-0000-0000-00000000000c', '0', '00000006-0000-0000-0000-0000000dbba2', '00000004-0000-0000-0000-0000000007d0', 'waiting', NULL);
INSERT INTO package_choices ("organization_id", "user_id", "contents", "attachments", "pattern") VALUES
('00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', 'both', '1', '{destinataire}/{numero}'),
('00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', 'both', '1', '{destinataire}/{numero}');
INSERT INTO archive_plans ("organization_id", "structure_id", "received", "issued", "contents", "attachments", "pattern", "first_month", "next_month", "set_by_name", "set_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1', '1', 'both', '1', '{destinataire}/{numero}', '2026-03-01', '2026-04-01', 'Zoé Roux', '1767225600009'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1', '1', 'both', '1', '{destinataire}/{numero}', '2026-03-01', '2026-04-01', 'Zoé Roux', '1767225600009');
INSERT INTO invoice_lines ("organization_id", "invoice_id", "position", "identifier", "name", "description", "quantity", "unit", "net_price", "net_cents", "vat_category", "vat_rate") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '0', '1', 'Béton prêt à l’emploi', 'C25/30', '12.500', 'MTQ', '103.4567', '129321', 'S', '20.0'),
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1', '', 'Remise', NULL, '-1', NULL, NULL, '-500', NULL, NULL),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0', '1', 'Béton prêt à l’emploi', 'C25/30', '12.500', 'MTQ', '103.4567', '129321', 'S', '20.0'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1', '', 'Remise', NULL, '-1', NULL, NULL, '-500', NULL, NULL);
INSERT INTO clock_spans ("organization_id", "invoice_id", "position", "side", "starts_at", "ends_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '0', 'ordonnateur', '1767225600010', '1767225600020'),
('00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1', 'interrupted', '1767225600020', NULL),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0', 'ordonnateur', '1767225600010', '1767225600020'),
('00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1', 'interrupted', '1767225600020', NULL);
INSERT INTO flows ("organization_id", "id", "structure_id", "document_sha256", "document_name", "document_bytes", "syntax", "state", "reason", "number", "platform_state", "invoices", "errors", "issuer_confirmed", "author_id", "author_name", "created_at", "updated_at", "submitted_at", "deposited_at", "checked_at", "version", "draft_id", "way", "archive_name", "archive_sha256", "archive_bytes") VALUES
('00000001-0000-0000-0000-000000000001', '0000000f-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '0000000000000000000000000000000000000000000000000000000000000001', 'piece-1.pdf', '1001', NULL, 'prepared', NULL, NULL, NULL, '[{"file":"un.xml","number":"FA-« 1 »","credit_note":false,"date":"2026-03-14","issuer_name":"","issuer":"","recipient_name":"","recipient":"","service_code":"","engagement":"","framework":"","currency":"","gross":"1200.50","unread":null,"error":null,"chorus_id":null,"invoice":null}]', '[]', '1', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', '1767225600001', NULL, NULL, NULL, '1', '00000006-0000-0000-0000-00000000004e', 'api', NULL, NULL, NULL),
('00000001-0000-0000-0000-000000000002', '0000000f-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', NULL, 'prepared', NULL, NULL, NULL, '[{"file":"un.xml","number":"FA-« 1 »","credit_note":false,"date":"2026-03-14","issuer_name":"","issuer":"","recipient_name":"","recipient":"","service_code":"","engagement":"","framework":"","currency":"","gross":"1200.50","unread":null,"error":null,"chorus_id":null,"invoice":null}]', '[]', '1', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', '1767225600002', NULL, NULL, NULL, '1', '00000006-0000-0000-0000-00000000004e', 'api', NULL, NULL, NULL);
INSERT INTO edi_sequences ("organization_id", "application", "next_sequence") VALUES
('00000001-0000-0000-0000-000000000001', 'XXX999', '1'),
('00000001-0000-0000-0000-000000000002', 'XXX999', '1');
INSERT INTO edi_links ("organization_id", "id", "structure_id", "application", "syntaxes", "root", "host", "port", "user_name", "sealed_key", "public_key", "host_key", "outbox", "inbox", "processed", "state", "state_reason", "state_since", "generation", "collected_at", "problem", "created_at", "updated_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000012-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 'XXX999', '["Cii"]', NULL, 'sftp.exemple.fr', '2222', 'pupitre', 'v1.k.n.c', 'ssh-ed25519 AAAA pupitre', 'ssh-ed25519 SHA256:abc', 'depart', 'retour', 'pris', 'untested', NULL, '1767225600001', '1', NULL, NULL, '1767225600001', '1767225600001'),
('00000001-0000-0000-0000-000000000002', '00000012-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 'XXX999', '["Cii"]', NULL, 'sftp.exemple.fr', '2222', 'pupitre', 'v1.k.n.c', 'ssh-ed25519 AAAA pupitre', 'ssh-ed25519 SHA256:abc', 'depart', 'retour', 'pris', 'untested', NULL, '1767225600001', '1', NULL, NULL, '1767225600001', '1767225600001');
INSERT INTO edi_files ("organization_id", "id", "structure_id", "document_sha256", "document_name", "document_bytes", "fate", "told", "contents", "received_at", "cleared_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000013-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '0000000000000000000000000000000000000000000000000000000000000001', 'piece-1.pdf', '1001', 'partly', '[{"part":"","kind":"","number":"FA-« 1 »","status":"","flow":null,"invoice":null,"said":["Été"]}]', '{"parts":[]}', '1767225600001', NULL),
('00000001-0000-0000-0000-000000000002', '00000013-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', 'partly', '[{"part":"","kind":"","number":"FA-« 1 »","status":"","flow":null,"invoice":null,"said":["Été"]}]', '{"parts":[]}', '1767225600002', NULL);
INSERT INTO batches ("organization_id", "id", "document_sha256", "document_name", "document_bytes", "titles", "sample", "columns", "structure_id", "entries", "state", "reason", "created_by", "created_by_name", "started_by", "created_at", "updated_at", "started_at", "ended_at", "version") VALUES
('00000001-0000-0000-0000-000000000001', '00000010-0000-0000-0000-000000000001', '0000000000000000000000000000000000000000000000000000000000000001', 'piece-1.pdf', '1001', '["N° « pièce »","Montant"]', '["FA-1","1 200,00"]', '["number",null]', '00000004-0000-0000-0000-0000000003e8', '1', 'prepared', NULL, '00000002-0000-0000-0000-000000000001', 'Zoé Roux', NULL, '1767225600001', '1767225600001', NULL, NULL, '1'),
('00000001-0000-0000-0000-000000000002', '00000010-0000-0000-0000-000000000002', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', '["N° « pièce »","Montant"]', '["FA-1","1 200,00"]', '["number",null]', '00000004-0000-0000-0000-0000000007d0', '1', 'prepared', NULL, '00000002-0000-0000-0000-000000000002', 'Zoé Roux', NULL, '1767225600002', '1767225600002', NULL, NULL, '1');
INSERT INTO batch_items ("organization_id", "batch_id", "position", "rows_of", "cells", "structure_id", "form", "number", "currency", "gross_cents", "document_sha256", "document_name", "document_bytes", "state", "lack", "more", "invoice_id") VALUES
('00000001-0000-0000-0000-000000000001', '00000010-0000-0000-0000-000000000001', '2', '[2,3]', E'[["L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ",""],["FA-« 1 »"]]', '00000004-0000-0000-0000-0000000003e8', '{"mode":"","recipient_siret":"","recipient_name":"","service_code":"","engagement":"","contract":"","framework":"A1","validator_siret":"","validator_service":"","kind":"FACTURE","number":"FA-2","origin_number":"","date":"","currency":"EUR","vat_type":"TVA_SUR_DEBIT","exemption_reason":"","payment_mode":"VIREMENT","bank_account":"","net":"","vat":"","gross":"","discount":"","discount_reason":"","due":"","vat_lines":[{"rate":"","base":"","tax":""}],"lines":[],"comment":""}', 'FA-2', 'EUR', '120000', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', 'ready', '{"path":"number","severity":"Error","remark":{"code":"because","reason":{"code":"number_taken"}}}', '2', NULL),
('00000001-0000-0000-0000-000000000002', '00000010-0000-0000-0000-000000000002', '2', '[2,3]', E'[["L’œuvre « n° 7 »\\n\\t''; \\"--\\\\ {é,NULL} $1 % _ 📄  ",""],["FA-« 1 »"]]', '00000004-0000-0000-0000-0000000007d0', '{"mode":"","recipient_siret":"","recipient_name":"","service_code":"","engagement":"","contract":"","framework":"A1","validator_siret":"","validator_service":"","kind":"FACTURE","number":"FA-2","origin_number":"","date":"","currency":"EUR","vat_type":"TVA_SUR_DEBIT","exemption_reason":"","payment_mode":"VIREMENT","bank_account":"","net":"","vat":"","gross":"","discount":"","discount_reason":"","due":"","vat_lines":[{"rate":"","base":"","tax":""}],"lines":[],"comment":""}', 'FA-2', 'EUR', '120000', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', 'ready', '{"path":"number","severity":"Error","remark":{"code":"because","reason":{"code":"number_taken"}}}', '2', NULL);
INSERT INTO batch_files ("organization_id", "batch_id", "name", "document_sha256", "document_name", "document_bytes", "added_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000010-0000-0000-0000-000000000001', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '0000000000000000000000000000000000000000000000000000000000000001', 'piece-1.pdf', '1001', '1767225600004'),
('00000001-0000-0000-0000-000000000002', '00000010-0000-0000-0000-000000000002', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '0000000000000000000000000000000000000000000000000000000000000002', 'piece-2.pdf', '1002', '1767225600004');
INSERT INTO batch_columns ("organization_id", "title", "content", "said_at") VALUES
('00000001-0000-0000-0000-000000000001', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', NULL, '1767225600003'),
('00000001-0000-0000-0000-000000000002', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', NULL, '1767225600003');
INSERT INTO acts ("organization_id", "id", "invoice_id", "kind", "state", "form", "reason", "called_at", "author_id", "author_name", "created_at", "updated_at", "submitted_at", "ended_at", "version") VALUES
('00000001-0000-0000-0000-000000000001', '0000000e-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', 'complete', 'draft', '{"comment":"Voici « la » pièce ; l’autre suit."}', NULL, '1767225600003', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', '1767225600001', NULL, NULL, '1'),
('00000001-0000-0000-0000-000000000002', '0000000e-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', 'complete', 'draft', '{"comment":"Voici « la » pièce ; l’autre suit."}', NULL, '1767225600003', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', '1767225600002', NULL, NULL, '1');
INSERT INTO validations ("organization_id", "id", "structure_id", "chorus_id", "number", "kind", "date", "deposited_on", "supplier_name", "supplier_identifier", "recipient_name", "recipient_siret", "service", "framework", "contract", "engagement", "currency", "net_cents", "gross_cents", "due_cents", "status", "status_at", "status_comment", "waiting", "waiting_since", "reasons", "files_reason", "seen_at", "updated_at", "version") VALUES
('00000001-0000-0000-0000-000000000001', '00000020-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '8001', 'ST-1', 'FACTURE', '2026-02-03', '2026-02-04', 'SOUS-TRAITANT SARL', '00000000000001', 'Mairie', '00000000000077', 'ACHATS', 'A9_FACTURE_SOUSTRAITANT', NULL, 'EJ 1', 'EUR', '100000', '120000', NULL, 'A_VALIDER_1', '1767225600003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '1', '1767225600003', '[{"code":"AUTRE","label":"Autre"}]', '{"code":"chorus_pro_silent"}', '1767225600004', '1767225600005', '1'),
('00000001-0000-0000-0000-000000000002', '00000020-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '8002', 'ST-2', 'FACTURE', '2026-02-03', '2026-02-04', 'SOUS-TRAITANT SARL', '00000000000002', 'Mairie', '00000000000077', 'ACHATS', 'A9_FACTURE_SOUSTRAITANT', NULL, 'EJ 1', 'EUR', '100000', '120000', NULL, 'A_VALIDER_1', '1767225600003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '1', '1767225600003', '[{"code":"AUTRE","label":"Autre"}]', '{"code":"chorus_pro_silent"}', '1767225600004', '1767225600005', '1');
INSERT INTO validation_files ("organization_id", "validation_id", "position", "document_sha256", "document_name", "document_bytes") VALUES
('00000001-0000-0000-0000-000000000001', '00000020-0000-0000-0000-000000000001', '0', '000000000000000000000000000000000000000000000000000000000000005b', 'piece-91.pdf', '1091'),
('00000001-0000-0000-0000-000000000002', '00000020-0000-0000-0000-000000000002', '0', '000000000000000000000000000000000000000000000000000000000000005c', 'piece-92.pdf', '1092');
INSERT INTO validation_replies ("organization_id", "id", "validation_id", "state", "form", "reason", "called_at", "author_id", "author_name", "created_at", "updated_at", "submitted_at", "ended_at", "version") VALUES
('00000001-0000-0000-0000-000000000001', '00000021-0000-0000-0000-000000000001', '00000020-0000-0000-0000-000000000001', 'draft', '{"answer":"refuse","detail":"Le métré « n° 2 » manque."}', NULL, '1767225600003', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', '1767225600001', NULL, NULL, '1'),
('00000001-0000-0000-0000-000000000002', '00000021-0000-0000-0000-000000000002', '00000020-0000-0000-0000-000000000002', 'draft', '{"answer":"refuse","detail":"Le métré « n° 2 » manque."}', NULL, '1767225600003', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', '1767225600002', NULL, NULL, '1');
INSERT INTO validation_rounds ("organization_id", "structure_id", "asked_at", "reason") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767225600007', '{"code":"chorus_pro_silent"}'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767225600007', '{"code":"chorus_pro_silent"}');
INSERT INTO works_documents ("organization_id", "id", "structure_id", "roles", "chorus_id", "file_id", "file_number", "number", "kind", "framework", "status", "status_at", "supplier_name", "supplier_identifier", "recipient_siret", "service", "manager_service", "owner_service", "date", "deposited_on", "gross_cents", "previous_id", "next_id", "seen_at", "updated_at", "reasons") VALUES
('00000001-0000-0000-0000-000000000001', '00000022-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '["ProjectManager"]', '9001', '77', 'DF-77', 'SIT-1', 'PROJET_DECOMPTE_MENSUEL', 'A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR', 'MISE_A_DISPOSITION_MOE', '1767225600003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '00000000000005', '00000000000077', NULL, 'TRAVAUX', NULL, '2026-02-28', '2026-03-01', '5040000', NULL, NULL, '1767225600004', '1767225600005', '[{"code":"AUTRE","label":"Autre"}]'),
('00000001-0000-0000-0000-000000000002', '00000022-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '["ProjectManager"]', '9002', '77', 'DF-77', 'SIT-2', 'PROJET_DECOMPTE_MENSUEL', 'A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR', 'MISE_A_DISPOSITION_MOE', '1767225600003', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '00000000000005', '00000000000077', NULL, 'TRAVAUX', NULL, '2026-02-28', '2026-03-01', '5040000', NULL, NULL, '1767225600004', '1767225600005', '[{"code":"AUTRE","label":"Autre"}]');
INSERT INTO works_acts ("organization_id", "id", "document_id", "kind", "state", "form", "reason", "called_from", "author_id", "author_name", "created_at", "updated_at", "submitted_at", "ended_at", "version") VALUES
('00000001-0000-0000-0000-000000000001', '00000023-0000-0000-0000-000000000001', '00000022-0000-0000-0000-000000000001', 'send_back', 'draft', '{"comment":"Le métré « n° 2 » manque."}', NULL, 'MISE_A_DISPOSITION_MOE', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600001', '1767225600001', NULL, NULL, '1'),
('00000001-0000-0000-0000-000000000002', '00000023-0000-0000-0000-000000000002', '00000022-0000-0000-0000-000000000002', 'send_back', 'draft', '{"comment":"Le métré « n° 2 » manque."}', NULL, 'MISE_A_DISPOSITION_MOE', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600002', '1767225600002', NULL, NULL, '1');
INSERT INTO works_act_files ("organization_id", "act_id", "id", "position", "document_sha256", "document_name", "document_bytes", "original_name", "extension", "label", "type_code", "chorus_id", "mending", "original_sha256", "original_bytes", "created_at") VALUES
('00000001-0000-0000-0000-000000000001', '00000023-0000-0000-0000-000000000001', '00000024-0000-0000-0000-000000000001', '1', '0000000000000000000000000000000000000000000000000000000000000259', 'piece-601.pdf', '1601', 'métré n° 2.pdf', 'PDF', 'métré n° 2', 'DIVERS', NULL, NULL, NULL, NULL, '1767225600006'),
('00000001-0000-0000-0000-000000000002', '00000023-0000-0000-0000-000000000002', '00000024-0000-0000-0000-000000000002', '1', '000000000000000000000000000000000000000000000000000000000000025a', 'piece-602.pdf', '1602', 'métré n° 2.pdf', 'PDF', 'métré n° 2', 'DIVERS', NULL, NULL, NULL, NULL, '1767225600006');
INSERT INTO works_contents ("organization_id", "document_id", "content", "read_at", "reason") VALUES
('00000001-0000-0000-0000-000000000001', '00000022-0000-0000-0000-000000000001', '{"commentaire":"1"}', '1767225600008', NULL),
('00000001-0000-0000-0000-000000000002', '00000022-0000-0000-0000-000000000002', '{"commentaire":"2"}', '1767225600008', NULL);
INSERT INTO works_forms ("organization_id", "form", "source", "author_id", "author_name", "confirmed_at") VALUES
('00000001-0000-0000-0000-000000000001', 'completer', 'Essai « réussi » en qualification', '00000002-0000-0000-0000-000000000001', 'Zoé Roux', '1767225600003'),
('00000001-0000-0000-0000-000000000002', 'completer', 'Essai « réussi » en qualification', '00000002-0000-0000-0000-000000000002', 'Zoé Roux', '1767225600003');
INSERT INTO works_rounds ("organization_id", "structure_id", "asked_at", "whole_at", "reason") VALUES
('00000001-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767225600008', NULL, '{"code":"chorus_pro_silent"}'),
('00000001-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767225600008', NULL, '{"code":"chorus_pro_silent"}');
INSERT INTO attachments ("seq", "id", "organization_id", "invoice_id", "document_sha256", "document_name", "document_bytes", "original_name", "extension", "label", "type_code", "chorus_id", "created_at", "act_id", "mending", "original_sha256", "original_bytes") OVERRIDING SYSTEM VALUE VALUES
('1', '00000007-0000-0000-0000-00000000000b', '00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '000000000000000000000000000000000000000000000000000000000000000b', 'piece-11.pdf', '1011', 'Bon de commande n°1.pdf', 'PDF', 'Bon de commande', '02', NULL, '1767225600040', NULL, NULL, NULL, NULL),
('2', '00000007-0000-0000-0000-00000000000c', '00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '000000000000000000000000000000000000000000000000000000000000000c', 'piece-12.pdf', '1012', 'Bon de commande n°1.pdf', 'PDF', 'Bon de commande', '02', NULL, '1767225600040', NULL, '{"how":"split","part":1,"parts":3}', '0000000000000000000000000000000000000000000000000000000000015f9c', '24000000'),
('3', '00000007-0000-0000-0000-000000000015', '00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0000000000000000000000000000000000000000000000000000000000000015', 'piece-21.pdf', '1021', 'Bon de commande n°1.pdf', 'PDF', 'Bon de commande', '02', NULL, '1767225600040', NULL, '{"how":"split","part":1,"parts":3}', '0000000000000000000000000000000000000000000000000000000000015fa5', '24000000'),
('4', '00000007-0000-0000-0000-000000000016', '00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '0000000000000000000000000000000000000000000000000000000000000016', 'piece-22.pdf', '1022', 'Bon de commande n°1.pdf', 'PDF', 'Bon de commande', '02', NULL, '1767225600040', NULL, NULL, NULL, NULL);
SELECT setval(pg_get_serial_sequence('attachments', 'seq'), max(seq)) FROM attachments;
INSERT INTO events ("seq", "id", "organization_id", "invoice_id", "happened_at", "kind", "code", "author", "comment", "reason", "foreign_key") OVERRIDING SYSTEM VALUE VALUES
('1', '00000008-0000-0000-0000-00000000000b', '00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1767225600061', 'status', 'DEPOSEE', 'Chorus Pro', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '{"code":"deposited_before"}', '1'),
('2', '00000008-0000-0000-0000-00000000000c', '00000001-0000-0000-0000-000000000001', '00000006-0000-0000-0000-0000000dbba1', '1767225600062', 'status', 'DEPOSEE', 'Chorus Pro', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '{"code":"deposited_before"}', NULL),
('3', '00000008-0000-0000-0000-000000000015', '00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1767225600071', 'status', 'DEPOSEE', 'Chorus Pro', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '{"code":"deposited_before"}', '1'),
('4', '00000008-0000-0000-0000-000000000016', '00000001-0000-0000-0000-000000000002', '00000006-0000-0000-0000-0000000dbba2', '1767225600072', 'status', 'DEPOSEE', 'Chorus Pro', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '{"code":"deposited_before"}', NULL);
SELECT setval(pg_get_serial_sequence('events', 'seq'), max(seq)) FROM events;
INSERT INTO jobs ("id", "organization_id", "kind", "subject", "payload", "lane", "family", "priority", "deduplication_key", "state", "not_before", "tries", "fence", "holder", "lease_until", "announced_at", "created_at", "finished_at") VALUES
('00000009-0000-0000-0000-00000000000b', '00000001-0000-0000-0000-000000000001', 'invoice.submit', 'invoice-11', '{"number":11}', 'lane-1', 'family', '1', 'key-1-1', 'done', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600071', '1767225600011'),
('00000009-0000-0000-0000-00000000000c', '00000001-0000-0000-0000-000000000001', 'invoice.submit', 'invoice-12', '{"number":12}', 'lane-1', 'family', '1', 'key-1-2', 'failed', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600072', '1767225600011'),
('00000009-0000-0000-0000-00000000000d', '00000001-0000-0000-0000-000000000001', 'invoice.submit', 'invoice-13', '{"number":13}', 'lane-1', 'family', '1', 'key-1-3', 'parked', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600073', NULL),
('00000009-0000-0000-0000-00000000000e', '00000001-0000-0000-0000-000000000001', 'invoice.submit', 'invoice-14', '{"number":14}', 'lane-1', 'family', '1', 'key-1-4', 'leased', '1767225600001', '1', '1', '0000000c-0000-0000-0000-000000000001', '1767225601000', '1767225600011', '1767225600074', NULL),
('00000009-0000-0000-0000-00000000000f', '00000001-0000-0000-0000-000000000001', 'invoice.submit', 'invoice-15', '{"number":15}', 'lane-1', 'family', '1', NULL, 'waiting', '1767225600050', '0', '0', NULL, NULL, NULL, '1767225600075', NULL),
('00000009-0000-0000-0000-000000000015', '00000001-0000-0000-0000-000000000002', 'invoice.submit', 'invoice-21', '{"number":21}', 'lane-2', 'family', '1', 'key-2-1', 'done', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600081', '1767225600011'),
('00000009-0000-0000-0000-000000000016', '00000001-0000-0000-0000-000000000002', 'invoice.submit', 'invoice-22', '{"number":22}', 'lane-2', 'family', '1', 'key-2-2', 'failed', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600082', '1767225600011'),
('00000009-0000-0000-0000-000000000017', '00000001-0000-0000-0000-000000000002', 'invoice.submit', 'invoice-23', '{"number":23}', 'lane-2', 'family', '1', 'key-2-3', 'parked', '1767225600001', '1', '1', NULL, NULL, NULL, '1767225600083', NULL),
('00000009-0000-0000-0000-000000000018', '00000001-0000-0000-0000-000000000002', 'invoice.submit', 'invoice-24', '{"number":24}', 'lane-2', 'family', '1', 'key-2-4', 'leased', '1767225600001', '1', '1', '0000000c-0000-0000-0000-000000000002', '1767225601000', '1767225600011', '1767225600084', NULL),
('00000009-0000-0000-0000-000000000019', '00000001-0000-0000-0000-000000000002', 'invoice.submit', 'invoice-25', '{"number":25}', 'lane-2', 'family', '1', NULL, 'waiting', '1767225600050', '0', '0', NULL, NULL, NULL, '1767225600085', NULL),
('00000009-0000-0000-0000-000000000063', NULL, 'invoice.submit', 'invoice-99', '{"number":99}', 'here', 'family', '1', NULL, 'waiting', '1767225601000', '0', '0', NULL, NULL, NULL, '1767225600159', NULL);
INSERT INTO stopped_lanes ("lane") VALUES
('lane-2');
INSERT INTO processes ("id", "heard_at") VALUES
('0000000c-0000-0000-0000-000000000001', '1767225600012'),
('0000000c-0000-0000-0000-000000000002', '1767225600012');
INSERT INTO attempts ("seq", "id", "organization_id", "job_id", "kind", "subject", "at", "outcome", "reason", "next_at") OVERRIDING SYSTEM VALUE VALUES
('1', '0000000a-0000-0000-0000-00000000000b', '00000001-0000-0000-0000-000000000001', '00000009-0000-0000-0000-00000000000b', 'invoice.submit', 'invoice-11', '1767225600081', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('2', '0000000a-0000-0000-0000-00000000000c', '00000001-0000-0000-0000-000000000001', '00000009-0000-0000-0000-00000000000c', 'invoice.submit', 'invoice-12', '1767225600082', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('3', '0000000a-0000-0000-0000-00000000000d', '00000001-0000-0000-0000-000000000001', '00000009-0000-0000-0000-00000000000d', 'invoice.submit', 'invoice-13', '1767225600083', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('4', '0000000a-0000-0000-0000-00000000000e', '00000001-0000-0000-0000-000000000001', '00000009-0000-0000-0000-00000000000e', 'invoice.submit', 'invoice-14', '1767225600084', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('5', '0000000a-0000-0000-0000-000000000015', '00000001-0000-0000-0000-000000000002', '00000009-0000-0000-0000-000000000015', 'invoice.submit', 'invoice-21', '1767225600091', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('6', '0000000a-0000-0000-0000-000000000016', '00000001-0000-0000-0000-000000000002', '00000009-0000-0000-0000-000000000016', 'invoice.submit', 'invoice-22', '1767225600092', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('7', '0000000a-0000-0000-0000-000000000017', '00000001-0000-0000-0000-000000000002', '00000009-0000-0000-0000-000000000017', 'invoice.submit', 'invoice-23', '1767225600093', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100'),
('8', '0000000a-0000-0000-0000-000000000018', '00000001-0000-0000-0000-000000000002', '00000009-0000-0000-0000-000000000018', 'invoice.submit', 'invoice-24', '1767225600094', 'try_again', '{"code":"still_unverified","cause":{"code":"chorus_pro_silent"}}', '1767225600100');
SELECT setval(pg_get_serial_sequence('attempts', 'seq'), max(seq)) FROM attempts;
INSERT INTO journal ("seq", "organization_id", "user_id", "at", "action", "object", "detail", "number", "hash", "result", "old_value", "new_value") OVERRIDING SYSTEM VALUE VALUES
('1', '00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', '1767225600005', 'invoice.submit', '00000006-0000-0000-0000-0000000dbba1', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '1', '8adaa8d281a4ea40bf36b29efd9fa788147110eb22cd149a7e071c9ff9aa789f', 'done', NULL, E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  '),
('2', '00000001-0000-0000-0000-000000000001', '00000002-0000-0000-0000-000000000001', '1767225600005', 'structure.change', '00000006-0000-0000-0000-0000000dbba1', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', '2', 'e12682a4eace454e7abd83478fd5648d69854605404531c0d6f72a33632c5a68', 'done', NULL, E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  '),
('3', '00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', '1767225600005', 'invoice.submit', '00000006-0000-0000-0000-0000000dbba2', '', '1', 'd306e38b407aafee8caa60df7378cabe54e336337a660041dbeecfdd1219b4b9', 'done', NULL, NULL),
('4', '00000001-0000-0000-0000-000000000002', '00000002-0000-0000-0000-000000000002', '1767225600005', 'structure.change', '00000006-0000-0000-0000-0000000dbba2', '', '2', 'f60fb04fa1e77beb43fa02db721a1bc287722a476b45675a10c68f7d93b03f72', 'done', NULL, NULL),
('5', NULL, NULL, '1767225600006', 'sign_in.failed', 'x@exemple.fr', '', '1', '7b1fa914e6cf01e32c84408e83eff58c14bde9d46b80e27feca87a7771044bba', 'failed', NULL, NULL);
SELECT setval(pg_get_serial_sequence('journal', 'seq'), max(seq)) FROM journal;
INSERT INTO journal_heads ("chain", "number", "hash", "at") VALUES
('00000001-0000-0000-0000-000000000001', '2', 'e12682a4eace454e7abd83478fd5648d69854605404531c0d6f72a33632c5a68', '1767225600005'),
('00000001-0000-0000-0000-000000000002', '2', 'f60fb04fa1e77beb43fa02db721a1bc287722a476b45675a10c68f7d93b03f72', '1767225600005'),
('installation', '1', '7b1fa914e6cf01e32c84408e83eff58c14bde9d46b80e27feca87a7771044bba', '1767225600006');
INSERT INTO exchanges ("seq", "id", "organization_id", "access_id", "structure_id", "at", "service", "outcome", "http_status", "code_retour", "duration_ms", "correlation_id", "libelle", "error", "method", "url", "unknown_fields", "request", "answer", "curl") OVERRIDING SYSTEM VALUE VALUES
('1', '0000000b-0000-0000-0000-000000000065', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767245600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '341', 'corr-0101', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('13', '0000000b-0000-0000-0000-0000000000c9', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767245600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '441', 'corr-0201', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('2', '0000000b-0000-0000-0000-000000000066', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767265600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '342', 'corr-0102', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-102"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('14', '0000000b-0000-0000-0000-0000000000ca', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767265600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '442', 'corr-0202', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-202"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('3', '0000000b-0000-0000-0000-000000000067', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767285600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '343', 'corr-0103', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-103"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('15', '0000000b-0000-0000-0000-0000000000cb', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767285600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '443', 'corr-0203', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-203"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('4', '0000000b-0000-0000-0000-000000000068', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, '1767305600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '344', 'corr-0104', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-104"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('16', '0000000b-0000-0000-0000-0000000000cc', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, '1767305600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '444', 'corr-0204', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-204"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('5', '0000000b-0000-0000-0000-000000000069', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767325600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '345', 'corr-0105', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('17', '0000000b-0000-0000-0000-0000000000cd', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767325600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '445', 'corr-0205', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('6', '0000000b-0000-0000-0000-00000000006a', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767345600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '346', 'corr-0106', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-106"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('18', '0000000b-0000-0000-0000-0000000000ce', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767345600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '446', 'corr-0206', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-206"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('7', '0000000b-0000-0000-0000-00000000006b', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767365600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '347', 'corr-0107', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-107"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('19', '0000000b-0000-0000-0000-0000000000cf', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767365600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '447', 'corr-0207', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-207"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('8', '0000000b-0000-0000-0000-00000000006c', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, '1767385600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '348', 'corr-0108', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-108"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('20', '0000000b-0000-0000-0000-0000000000d0', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, '1767385600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '448', 'corr-0208', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-208"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('9', '0000000b-0000-0000-0000-00000000006d', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767405600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '349', 'corr-0109', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('21', '0000000b-0000-0000-0000-0000000000d1', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767405600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '449', 'corr-0209', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
('10', '0000000b-0000-0000-0000-00000000006e', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767425600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '350', 'corr-0110', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-110"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('22', '0000000b-0000-0000-0000-0000000000d2', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767425600000', 'rechercherFactureParFournisseur', 'failed', NULL, NULL, '450', 'corr-0210', 'TRA_MSG_00.000', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-210"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('11', '0000000b-0000-0000-0000-00000000006f', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', '1767445600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '351', 'corr-0111', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-111"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('23', '0000000b-0000-0000-0000-0000000000d3', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', '1767445600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '451', 'corr-0211', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-211"}', E'L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
('12', '0000000b-0000-0000-0000-000000000070', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, '1767465600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '352', 'corr-0112', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-112"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
('24', '0000000b-0000-0000-0000-0000000000d4', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, '1767465600000', 'rechercherFactureParFournisseur', 'accepted', '200', '0', '452', 'corr-0212', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-212"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/''');
SELECT setval('exchanges_seq', max(seq)) FROM exchanges;
