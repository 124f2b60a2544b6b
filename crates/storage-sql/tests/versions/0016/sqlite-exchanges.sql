-- migrations up to 1
INSERT INTO exchanges ("seq", "id", "organization_id", "access_id", "structure_id", "at", "service", "outcome", "http_status", "code_retour", "duration_ms", "correlation_id", "libelle", "error", "method", "url", "unknown_fields", "request", "answer", "curl") VALUES
(1, '0000000b-0000-0000-0000-000000000065', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767245600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 341, 'corr-0101', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(13, '0000000b-0000-0000-0000-0000000000c9', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767245600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 441, 'corr-0201', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(2, '0000000b-0000-0000-0000-000000000066', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767265600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 342, 'corr-0102', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-102"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(14, '0000000b-0000-0000-0000-0000000000ca', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767265600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 442, 'corr-0202', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-202"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(3, '0000000b-0000-0000-0000-000000000067', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767285600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 343, 'corr-0103', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-103"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(15, '0000000b-0000-0000-0000-0000000000cb', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767285600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 443, 'corr-0203', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-203"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(4, '0000000b-0000-0000-0000-000000000068', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, 1767305600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 344, 'corr-0104', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-104"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(16, '0000000b-0000-0000-0000-0000000000cc', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, 1767305600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 444, 'corr-0204', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-204"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(5, '0000000b-0000-0000-0000-000000000069', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767325600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 345, 'corr-0105', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(17, '0000000b-0000-0000-0000-0000000000cd', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767325600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 445, 'corr-0205', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(6, '0000000b-0000-0000-0000-00000000006a', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767345600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 346, 'corr-0106', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-106"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(18, '0000000b-0000-0000-0000-0000000000ce', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767345600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 446, 'corr-0206', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-206"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(7, '0000000b-0000-0000-0000-00000000006b', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767365600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 347, 'corr-0107', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-107"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(19, '0000000b-0000-0000-0000-0000000000cf', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767365600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 447, 'corr-0207', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-207"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(8, '0000000b-0000-0000-0000-00000000006c', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, 1767385600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 348, 'corr-0108', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-108"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(20, '0000000b-0000-0000-0000-0000000000d0', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, 1767385600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 448, 'corr-0208', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-208"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(9, '0000000b-0000-0000-0000-00000000006d', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767405600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 349, 'corr-0109', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(21, '0000000b-0000-0000-0000-0000000000d1', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767405600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 449, 'corr-0209', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', NULL, NULL, ''),
(10, '0000000b-0000-0000-0000-00000000006e', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767425600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 350, 'corr-0110', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-110"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(22, '0000000b-0000-0000-0000-0000000000d2', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767425600000, 'rechercherFactureParFournisseur', 'failed', NULL, NULL, 450, 'corr-0210', 'TRA_MSG_00.000', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-210"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(11, '0000000b-0000-0000-0000-00000000006f', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', '00000004-0000-0000-0000-0000000003e8', 1767445600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 351, 'corr-0111', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-111"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(23, '0000000b-0000-0000-0000-0000000000d3', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', '00000004-0000-0000-0000-0000000007d0', 1767445600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 451, 'corr-0211', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-211"}', 'L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  L’œuvre « n° 7 »
	''; "--\ {é,NULL} $1 % _ 📄  ', 'curl -X POST ''https://chorus.example/'''),
(12, '0000000b-0000-0000-0000-000000000070', '00000001-0000-0000-0000-000000000001', '00000005-0000-0000-0000-000000000001', NULL, 1767465600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 352, 'corr-0112', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-112"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/'''),
(24, '0000000b-0000-0000-0000-0000000000d4', '00000001-0000-0000-0000-000000000002', '00000005-0000-0000-0000-000000000002', NULL, 1767465600000, 'rechercherFactureParFournisseur', 'accepted', 200, 0, 452, 'corr-0212', 'TRA_MSG_00.000', NULL, 'POST', 'https://chorus.example/cpro/factures/v1/rechercher/fournisseur', '["listeFactures[].champNouveau"]', '{"numeroFacture":"FA-2026-212"}', '{"codeRetour":0,"libelle":"Œuvre à 100 %"}', 'curl -X POST ''https://chorus.example/''');
