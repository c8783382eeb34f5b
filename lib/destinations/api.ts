import { z } from "zod";
import {
	authorizationResult,
	authorizationStarted,
	connectDestinationInput,
	destinationFields,
	destinationView,
	finishAuthorizationInput,
	networkView,
	testConnectionInput,
	testResult,
	updateDestinationInput,
} from "@/lib/destinations/contracts";
import { owedRemovals } from "@/lib/destinations/owed-removals";
import { defineApi } from "@/lib/kernel/api-contract";
import { idSchema } from "@/lib/kernel/ids";

const params = z.object({ destinationId: idSchema("dst") });

export const destinationsApi = {
	networks: defineApi({
		method: "GET",
		path: "/destinations/networks",
		summary: "Networks Muster can deliver to, with the fields of their connect forms",
		allow: "destinations.read",
		output: z.object({ items: z.array(networkView), nextCursor: z.string().nullable() }),
	}),
	list: defineApi({
		method: "GET",
		path: "/destinations",
		summary: "Connected accounts",
		allow: "destinations.read",
		output: z.object({ items: z.array(destinationView), nextCursor: z.string().nullable() }),
	}),
	connect: defineApi({
		method: "POST",
		path: "/destinations",
		summary: "Connect an account; refused when the connection does not work",
		allow: "destinations.write",
		body: connectDestinationInput,
		output: destinationView,
		status: 201,
	}),
	testValues: defineApi({
		method: "POST",
		path: "/destinations/test",
		summary: "Try a connection without storing it",
		allow: "destinations.write",
		body: testConnectionInput,
		output: testResult,
	}),
	authorize: defineApi({
		method: "POST",
		path: "/destinations/authorizations",
		summary: "Begin to connect an account whose owner gives access at the network; for browsers only",
		allow: "destinations.write",
		body: connectDestinationInput,
		output: authorizationStarted,
		status: 201,
	}),
	finishAuthorization: defineApi({
		method: "POST",
		path: "/destinations/authorizations/finish",
		summary: "Finish it with what the network sent back; works once, in the browser it began in",
		allow: "destinations.write",
		body: finishAuthorizationInput,
		output: authorizationResult,
	}),
	reauthorize: defineApi({
		method: "POST",
		path: "/destinations/{destinationId}/authorizations",
		summary: "Begin to give access again to a connected account; for browsers only",
		allow: "destinations.write",
		params,
		output: authorizationStarted,
		status: 201,
	}),
	get: defineApi({
		method: "GET",
		path: "/destinations/{destinationId}",
		summary: "One connected account; secrets are never given back",
		allow: "destinations.read",
		params,
		output: destinationView,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/destinations/{destinationId}",
		summary:
			"Change the name, settings or secrets; secrets left empty stay. A move to another place is confirmed by startsOver and, while people are still to be removed from the old one, givesUpRemovals",
		allow: "destinations.write",
		params,
		body: updateDestinationInput,
		output: destinationView,
	}),
	test: defineApi({
		method: "POST",
		path: "/destinations/{destinationId}/test",
		summary: "Try the stored connection and note the result",
		allow: "destinations.write",
		params,
		output: testResult,
	}),
	fields: defineApi({
		method: "GET",
		path: "/destinations/{destinationId}/fields",
		summary: "Fields of people that exist there now and that a mapping can fill",
		allow: "destinations.read",
		params,
		output: destinationFields,
	}),
	owedRemovals: defineApi({
		method: "GET",
		path: "/destinations/{destinationId}/owed-removals",
		summary: "How many people are still to be removed from it: erased, withdrew consent or suppressed",
		allow: "destinations.write",
		params,
		output: owedRemovals,
	}),
	archive: defineApi({
		method: "DELETE",
		path: "/destinations/{destinationId}",
		summary:
			"Disconnect an account that no sync uses any more. While people are still to be removed from it, givesUpRemovals must be how many: they may stay there, and their receipts say so",
		allow: "destinations.write",
		params,
		query: z.object({ givesUpRemovals: z.coerce.number().int().min(1).max(2_147_483_647).optional() }),
		output: z.object({ id: z.string() }),
	}),
};
