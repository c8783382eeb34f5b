import { describe, expect, it } from "vitest";
import { isContactName, personalFieldIn, personalFieldOf } from "@/lib/profiles/read-personal-name";

describe("the field a name means", () => {
	it.each([
		["E-Mail-Adresse", "email"],
		["Handynummer", "phone"],
		["Vorname", "first_name"],
		["Nachname", "last_name"],
		["Geburtsdatum", "birthday"],
		["Straße", "street"],
		["prénom", "first_name"],
		["nom", "last_name"],
		["téléphone", "phone"],
		["numéro de téléphone", "phone"],
		["date de naissance", "birthday"],
		["correo", "email"],
		["Correo electrónico", "email"],
		["teléfono", "phone"],
		["apellido", "last_name"],
		["fechaDeNacimiento", "birthday"],
		["cognome", "last_name"],
		["user.email", "email"],
		["firstName", "first_name"],
	])("%s is %s, in whatever language", (name, field) => {
		expect(personalFieldOf(name)).toBe(field);
	});

	it.each([
		["home phone", "phone"],
		["homePhone", "phone"],
		["Work Email", "email"],
		["Phone 2", "phone"],
		["phone2", "phone"],
		["mobile_number_2", "phone"],
		["last name 2", "last_name"],
		["backup_email", "email"],
		["secondary-email", "email"],
		["billingEmail", "email"],
		["2nd phone", "phone"],
		["customer phone number", "phone"],
		["billing_first_name", "first_name"],
		["Handynummer privat", "phone"],
		["company.work_email", "email"],
	])("%s means one of several: %s", (name, field) => {
		expect(personalFieldOf(name)).toBeNull();
		expect(personalFieldIn(name)).toBe(field);
		expect(isContactName(name)).toBe(true);
	});

	it.each([
		"has_phone",
		"email_opt_in",
		"email_domain",
		"email_count",
		"phone_country",
		"phone_model",
		"mobile_app_version",
		"is_mobile",
		"home",
		"work",
		"contact",
		"2",
		"product_name",
		"company name",
		"plan",
		"",
		"constructor",
	])("%s means none", (name) => {
		expect(personalFieldIn(name)).toBeNull();
		expect(isContactName(name)).toBe(false);
	});
});
