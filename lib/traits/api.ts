import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import {
	createTraitInput,
	listTraitsQuery,
	previewTraitInput,
	stageMoves,
	traitDetail,
	traitId,
	traitPage,
	traitPreview,
	traitSample,
	traitSpread,
	updateTraitInput,
} from "@/lib/traits/contracts";

const params = z.object({ traitId });

/** Everything the API can do with computed traits. */
export const traitsApi = {
	list: defineApi({
		method: "GET",
		path: "/traits",
		summary: "List computed traits",
		allow: "traits.read",
		query: listTraitsQuery,
		output: traitPage,
	}),
	create: defineApi({
		method: "POST",
		path: "/traits",
		summary: "Create a computed trait; its values are computed at once for everyone",
		allow: "traits.write",
		body: createTraitInput,
		output: traitDetail,
		status: 201,
	}),
	get: defineApi({
		method: "GET",
		path: "/traits/{traitId}",
		summary: "Get a computed trait with its definition, versions, runs and where it is used",
		allow: "traits.read",
		params,
		output: traitDetail,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/traits/{traitId}",
		summary: "Change a computed trait; a changed definition is a new version, computed at once",
		allow: "traits.write",
		params,
		body: updateTraitInput,
		output: traitDetail,
	}),
	archive: defineApi({
		method: "POST",
		path: "/traits/{traitId}/archive",
		summary: "Archive a computed trait and remove its values; refused while something uses it",
		allow: "traits.write",
		params,
		output: traitDetail,
	}),
	refresh: defineApi({
		method: "POST",
		path: "/traits/{traitId}/refresh",
		summary: "Recompute a computed trait for everyone now, with the traits it is made of",
		allow: "traits.write",
		params,
		output: traitDetail,
	}),
	distribution: defineApi({
		method: "GET",
		path: "/traits/{traitId}/distribution",
		summary: "The distribution of the current values",
		allow: "traits.read",
		params,
		output: traitSpread,
	}),
	moves: defineApi({
		method: "GET",
		path: "/traits/{traitId}/moves",
		summary: "Stages of a lifecycle: how many people are in each, entered and left it in the last days",
		allow: "traits.read",
		params,
		query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }),
		output: stageMoves,
	}),
	preview: defineApi({
		method: "POST",
		path: "/traits/preview",
		summary: "A definition's values, without saving it: how many people and their distribution",
		allow: "people.read",
		body: previewTraitInput,
		output: traitPreview,
	}),
	sample: defineApi({
		method: "POST",
		path: "/traits/sample",
		summary: "Ten people with the value a definition gives them",
		allow: "people.read",
		body: previewTraitInput,
		output: traitSample,
	}),
};
