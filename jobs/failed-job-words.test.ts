import { expect, it } from "vitest";
import { jobs } from "@/jobs/registry";
import { describeJob } from "@/lib/workspaces/failed-job";

it("every job that belongs to a workspace has words for when it is given up", () => {
	const ofWorkspaces = jobs.filter(({ every }) => every === undefined).map(({ id }) => id);
	expect(ofWorkspaces.filter((id) => describeJob(id, {}).work.startsWith("The job"))).toEqual([]);
});
