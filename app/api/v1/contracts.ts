import { z } from "zod";
import { campaignsApi } from "@/lib/campaigns/api";
import { dailyApi } from "@/lib/campaigns/daily/daily-api";
import { globalHoldoutApi } from "@/lib/campaigns/global-holdout-api";
import { campaignImportsApi } from "@/lib/campaigns/imports-api";
import { suppressionsApi } from "@/lib/consent/api";
import { destinationsApi } from "@/lib/destinations/api";
import { optOutsApi } from "@/lib/destinations/opt-outs/api";
import { findApi } from "@/lib/find/api";
import { lookupApi } from "@/lib/find/lookup-api";
import { type ApiContract, defineApi } from "@/lib/kernel/api-contract";
import { liftApi } from "@/lib/lift/api";
import { forecastApi } from "@/lib/lift/forecast-api";
import { linksApi } from "@/lib/lift/links-api";
import { listsApi } from "@/lib/lists/api";
import { alertsApi } from "@/lib/notifications/alerts-api";
import { notificationsApi } from "@/lib/notifications/api";
import { privacyApi } from "@/lib/privacy/api";
import { profilesApi } from "@/lib/profiles/api";
import { catalogApi } from "@/lib/rules/api";
import { segmentsApi } from "@/lib/segments/api";
import { figuresApi } from "@/lib/segments/figures-api";
import { insightsApi } from "@/lib/segments/insights-api";
import { membershipsApi } from "@/lib/segments/memberships-api";
import { consentApi, importsApi, sourcesApi } from "@/lib/sources/api";
import { syncsApi } from "@/lib/syncs/api";
import { syncEditApi } from "@/lib/syncs/edit-api";
import { hooksApi } from "@/lib/syncs/hooks-api";
import { syncPeopleApi } from "@/lib/syncs/people-api";
import { syncRequestsApi } from "@/lib/syncs/requests-api";
import { systemApi } from "@/lib/system/api";
import { tagsApi } from "@/lib/tags/api";
import { traitsApi } from "@/lib/traits/api";
import { apiKeysApi, auditApi, jobsApi, membersApi, workspaceApi } from "@/lib/workspaces/api";
import { setupApi } from "@/lib/workspaces/setup-api";

export const openApiContract = defineApi({
	method: "GET",
	path: "/openapi.json",
	summary: "This description",
	allow: "public",
	output: z.record(z.string(), z.unknown()),
});

/** Every endpoint of the API, by noun. contracts.test.ts checks it against the route files, both ways. */
export const contracts = {
	workspace: workspaceApi,
	members: membersApi,
	apiKeys: apiKeysApi,
	audit: auditApi,
	jobs: jobsApi,
	system: systemApi,
	profiles: profilesApi,
	memberships: membershipsApi,
	figures: figuresApi,
	consent: consentApi,
	sources: sourcesApi,
	imports: importsApi,
	catalog: catalogApi,
	segments: segmentsApi,
	lists: listsApi,
	tags: tagsApi,
	insights: insightsApi,
	traits: traitsApi,
	destinations: destinationsApi,
	optOuts: optOutsApi,
	syncs: syncsApi,
	syncEdit: syncEditApi,
	syncPeople: syncPeopleApi,
	hooks: hooksApi,
	syncRequests: syncRequestsApi,
	campaigns: campaignsApi,
	globalHoldout: globalHoldoutApi,
	campaignImports: campaignImportsApi,
	lift: liftApi,
	resultLinks: linksApi,
	dailyFigures: dailyApi,
	forecasts: forecastApi,
	privacy: privacyApi,
	suppressions: suppressionsApi,
	notifications: notificationsApi,
	alerts: alertsApi,
	find: findApi,
	lookup: lookupApi,
	setup: setupApi,
	openApi: { get: openApiContract },
} satisfies Record<string, Record<string, ApiContract>>;
