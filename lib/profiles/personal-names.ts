import type { PersonalField } from "@/lib/profiles/personal-fields";

/** Names of fields in several languages: their words in lower case, without accents, written together. */
export const personalNames: Record<PersonalField, readonly string[]> = {
	email: [
		...["email", "emailaddress", "mail", "mailaddress", "emailadresse", "mailadresse"],
		...["courriel", "adresseemail", "adressemail", "correo", "correoelectronico", "direcciondecorreo"],
	],
	phone: [
		...["phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "telephone", "telephonenumber"],
		...[
			"tel",
			"telno",
			"cell",
			"cellphone",
			"cellnumber",
			"phoneno",
			"mobileno",
			"whatsapp",
			"whatsappnumber",
		],
		...["telefon", "telefonnummer", "handynummer", "mobilnummer", "mobiltelefon", "rufnummer", "festnetz"],
		...["numerodetelephone", "numerotelephone", "telephoneportable", "telportable", "numerodeportable"],
		...[
			"telefono",
			"telefonomovil",
			"numerodetelefono",
			"celular",
			"numerodecelular",
			"cellulare",
			"telefone",
		],
		...["telefoon", "telefoonnummer"],
	],
	first_name: [
		...["firstname", "givenname", "forename", "vorname", "rufname", "prenom", "primernombre", "voornaam"],
	],
	last_name: [
		...["lastname", "surname", "familyname", "nachname", "familienname", "zuname", "nom", "nomdefamille"],
		...["apellido", "apellidos", "primerapellido", "segundoapellido", "cognome", "sobrenome", "achternaam"],
	],
	name: [
		...["name", "fullname", "displayname", "vollername", "vollstandigername", "nomcomplet", "nombrecompleto"],
	],
	username: ["username", "benutzername", "nomdutilisateur", "nombredeusuario"],
	street: [
		...["street", "streetaddress", "address", "address1", "addressline1", "strasse", "anschrift", "adresse"],
		...["rue", "calle", "direccion", "indirizzo"],
	],
	city: ["city", "town", "stadt", "wohnort", "ville", "ciudad", "citta", "cidade", "woonplaats"],
	state: [],
	postal_code: [
		...["zip", "zipcode", "postcode", "postalcode", "plz", "postleitzahl", "codepostal", "codigopostal"],
	],
	country: [],
	birthday: [
		...["birthday", "birthdate", "dateofbirth", "dob", "geburtsdatum", "geburtstag", "datedenaissance"],
		...["fechadenacimiento", "fechanacimiento", "datadinascita", "datadenascimento", "geboortedatum"],
	],
	gender: [],
	mobile_ad_id: ["idfa", "idfv", "gaid", "aaid", "maid", "advertisingid", "mobileadid"],
	push_token: ["pushtoken", "devicetoken"],
	avatar: ["avatar", "avatarurl", "photo"],
};

/** Words of a language that mean something else in another (French `nombre` is a count): their values must agree. */
export const doubtfulNames: ReadonlyMap<string, PersonalField> = new Map([
	["handy", "phone"],
	["mobil", "phone"],
	["movil", "phone"],
	["portable", "phone"],
	["nombre", "first_name"],
	["nome", "first_name"],
	["ort", "city"],
]);

/** Words that say of which kind, whose or which one something is, and not what it is. */
export const qualifiers: ReadonlySet<string> = new Set([
	...["home", "work", "office", "private", "personal", "mobile", "day", "daytime", "evening", "emergency"],
	...["primary", "secondary", "main", "backup", "alternate", "alternative", "alt", "other", "additional"],
	...["first", "second", "third", "1st", "2nd", "3rd", "new", "old", "former", "current", "preferred"],
	...["billing", "shipping", "delivery", "invoice", "contact", "recovery", "login", "account"],
	...["customer", "client", "user", "member", "subscriber", "person", "your", "my"],
	...["privat", "private", "privates", "geschaftlich", "dienstlich", "kunde", "kunden", "zweite", "weitere"],
	...["domicile", "travail", "professionnel", "personnel", "casa", "trabajo", "personal", "principal"],
]);
