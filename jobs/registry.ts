import { tickCampaignsJob } from "@/jobs/campaigns/tick-campaigns";
import { readOptOutsJob } from "@/jobs/destinations/read-opt-outs";
import { sendNotificationsJob } from "@/jobs/notifications/send-notifications";
import { runDueErasuresJob } from "@/jobs/privacy/run-due";
import { runErasureJob } from "@/jobs/privacy/run-erasure";
import { tidySearchJob } from "@/jobs/profiles/tidy-search";
import { followChangesJob } from "@/jobs/segments/follow-changes";
import { keepAskedPropertiesJob } from "@/jobs/segments/keep-asked-properties";
import { refreshDueJob } from "@/jobs/segments/refresh-due";
import { refreshDueListsJob } from "@/jobs/segments/refresh-due-lists";
import { refreshListJob } from "@/jobs/segments/refresh-list";
import { refreshWorkspaceJob } from "@/jobs/segments/refresh-workspace";
import { deriveBirthsJob } from "@/jobs/sources/derive-births";
import { flushOutboxJob } from "@/jobs/sources/flush-outbox";
import { runImportJob } from "@/jobs/sources/run-import";
import { tidyUploadsJob } from "@/jobs/sources/tidy-uploads";
import { followSegmentsJob } from "@/jobs/syncs/follow-segments";
import { readReceiptsJob } from "@/jobs/syncs/read-receipts";
import { removeWithdrawnJob } from "@/jobs/syncs/remove-withdrawn";
import { runDueSyncsJob } from "@/jobs/syncs/run-due";
import { runDueRemovalsJob } from "@/jobs/syncs/run-due-removals";
import { runSyncJob } from "@/jobs/syncs/run-sync";
import { refreshDueTraitsJob } from "@/jobs/traits/refresh-due";
import { refreshTraitsJob } from "@/jobs/traits/refresh-workspace";
import type { Job } from "@/lib/platform/queue/job";

/** Every job there is. scripts/check-trigger-bundle.mjs holds it against the files of this folder. */
export const jobs: readonly Job[] = [
	deriveBirthsJob,
	flushOutboxJob,
	followChangesJob,
	followSegmentsJob,
	keepAskedPropertiesJob,
	refreshDueJob,
	refreshDueListsJob,
	refreshListJob,
	refreshWorkspaceJob,
	refreshDueTraitsJob,
	refreshTraitsJob,
	removeWithdrawnJob,
	readOptOutsJob,
	readReceiptsJob,
	runDueErasuresJob,
	runErasureJob,
	runDueRemovalsJob,
	runDueSyncsJob,
	runImportJob,
	runSyncJob,
	sendNotificationsJob,
	tickCampaignsJob,
	tidySearchJob,
	tidyUploadsJob,
];
