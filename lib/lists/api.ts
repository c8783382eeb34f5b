import { z } from "zod";
import { defineApi } from "@/lib/kernel/api-contract";
import {
	createListInput,
	listId,
	startUploadInput,
	storedList,
	storedLists,
	updateListInput,
} from "@/lib/lists/contracts";

const params = z.object({ listId });

/** Lists of people that rules may name. File contents are sent as an import of kind "list". */
export const listsApi = {
	list: defineApi({
		method: "GET",
		path: "/lists",
		summary: "List the stored lists of people",
		allow: "lists.read",
		output: storedLists,
	}),
	create: defineApi({
		method: "POST",
		path: "/lists",
		summary: "Create a list for a file, or one kept by an admin's SELECT",
		allow: "lists.write",
		body: createListInput,
		output: storedList,
		status: 201,
	}),
	get: defineApi({
		method: "GET",
		path: "/lists/{listId}",
		summary: "Get a stored list",
		allow: "lists.read",
		params,
		output: storedList,
	}),
	update: defineApi({
		method: "PATCH",
		path: "/lists/{listId}",
		summary: "Rename a list; change its SELECT or how often that runs",
		allow: "lists.write",
		params,
		body: updateListInput,
		output: storedList,
	}),
	archive: defineApi({
		method: "POST",
		path: "/lists/{listId}/archive",
		summary: "Archive a list that no segment names",
		allow: "lists.write",
		params,
		output: storedList,
	}),
	restore: defineApi({
		method: "POST",
		path: "/lists/{listId}/restore",
		summary: "Restore a list from the archive",
		allow: "lists.write",
		params,
		output: storedList,
	}),
	startUpload: defineApi({
		method: "POST",
		path: "/lists/{listId}/uploads",
		summary: "Put the people of an uploaded file on a list",
		allow: "lists.write",
		params,
		body: startUploadInput,
		output: storedList,
	}),
	refresh: defineApi({
		method: "POST",
		path: "/lists/{listId}/refresh",
		summary: "Run a list's SELECT now",
		allow: "selects.write",
		params,
		output: storedList,
	}),
};
