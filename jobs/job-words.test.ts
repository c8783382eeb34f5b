import { expect, it } from "vitest";
import { jobs } from "@/jobs/registry";
import { describeJob, jobTitle } from "@/lib/workspaces/job-words";

it("every job that belongs to a workspace has words for when it is given up", () => {
	const ofWorkspaces = jobs.filter(({ every }) => every === undefined).map(({ id }) => id);
	expect(ofWorkspaces.filter((id) => describeJob(id, {}).work.startsWith("The job"))).toEqual([]);
});

it("every job has a title", () => {
	expect(jobs.filter(({ id }) => jobTitle(id) === id).map(({ id }) => id)).toEqual([]);
});
