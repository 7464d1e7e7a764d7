/** The languages whose words are known. Every text is held against all of them: leads do not say which they write. */
export type ConsentLocale = 'en' | 'es' | 'fr' | 'de' | 'pt' | 'it';

/** The words of one language, in lower case and without accents, as `src/domain/consent.ts` compares them. */
export interface ConsentWords {
  /** A text that is one of these and nothing else opts out. A word that people also answer with ("fine") must not be here. */
  optOut: readonly string[];
  /** … opts in. */
  optIn: readonly string[];
  /** … opts in somebody who is opted out, and is an ordinary answer of everybody else. */
  optInAgain: readonly string[];
  /** … asks who is texting. */
  help: readonly string[];
  /** A text in which one of these occurs sounds like an opt-out; a person looks. */
  nearOptOut: readonly RegExp[];
}

/** What one is texted with, in the sentences of `nearOptOut`. */
const EN_TEXTS =
  '(?:texts?|texting|txts?|messages?|messaging|msgs?|sms|contact|spam|notifications?|alerts?|reminders?|promos?|promotions?|ads?)';
const EN_DOING = '(?:sending|texting|messaging|contacting|bothering|harassing|spamming|writing|bugging|annoying)';

/**
 * Opt-out words: the FCC's per se list (47 CFR 64.1200(a)(10)), Twilio's, AWS's and Intercom's defaults, and their
 * translations. Twilio's own filter knows single words alone, so "opt out" is ours to catch.
 */
export const CONSENT_WORDS: Record<ConsentLocale, ConsentWords> = {
  en: {
    optOut: [
      ...['stop', 'stopall', 'stop all', 'unsubscribe', 'unsubscribe me', 'cancel', 'end', 'quit', 'revoke', 'optout'],
      ...['opt out', 'opt me out', 'remove', 'remove me', 'exit', 'td'],
    ],
    optIn: ['start', 'unstop', 'subscribe', 'resubscribe', 'opt in', 'optin'],
    optInAgain: ['yes', 'restart', 'resume'],
    help: ['help', 'info'],
    nearOptOut: [
      /^(?:(?:please|pls|plz|just|ok|okay|can you|will you|could you) )*stop(?: (?:it|this|that|now|already|please|pls|plz|thanks|thank you|immediately|it now|everything))*$/,
      new RegExp(`\\b(?<!(?:can|cant|cannot|wont|t|not|to|ever|never|did) )stop ${EN_DOING}\\b(?! (?:while|and))`),
      new RegExp(`\\b(?:please|pls|plz|must|should|you to|now) stop ${EN_DOING}\\b`),
      new RegExp(
        `\\b(?<!(?:can|cant|cannot|t|not|never) )stop (?:all |of |with |the |these |this |those |your |any |more |me |him |her |us )*${EN_TEXTS}\\b`,
      ),
      /\bstop (?:me|us) (?:from )?(?:getting|receiving)\b/,
      /\b(?:told|asked|want|need) (?:you|u|yall|this|it|them) to stop\b|\bsaid stop\b/,
      /\bmake (?:it|this|them) stop\b/,
      /\b(?:do not|dont|don t|never|quit|not to) (?:ever )?(?:text|texting|txt|message|messaging|msg|contact|contacting|sms|write|writing|bother|bothering)(?: to)? (?:me|us|my|this|again|here)\b/,
      /\b(?:do not|dont|don t) contact$/,
      new RegExp(`\\bno more (?:of )?(?:these |those |your |the )?${EN_TEXTS}\\b`),
      /\b(?:do not|dont|don t|no longer) (?:want|wish|need|care)(?: to)? (?:get|receive|hear|be texted|be contacted|be messaged|any more|any|these|those|more|your) ?(?:from you|more|of )?(?:texts?|messages?|msgs?|sms|anything|you)?\b(?! (?:questions?|pain|problems?|time|appointments?))/,
      /\bwrong (?:number|person|phone|num|nbr|guy|lady)\b/,
      /\b(?:remove|delete|erase) (?:me|us|my (?:number|phone|name|info|information|data|contact))\b/,
      /\btake (?:me|us|my (?:number|name|phone)) (?:off|out of)\b/,
      /\b(?:off|from) (?:of )?(?:your|the|this|ur) (?:contact |call |text |texting |mailing |sms )*list\b/,
      /\bopt(?:ing)? (?:me |us )?out\b/,
      /\b(?:optout|unsubscribe|unsubscribed)\b/,
      /\b(?:leave|let) (?:me|us) alone\b/,
      /\b(?:lose|forget|delete) (?:my|this) number\b/,
      /\b(?:my|our) (?:lawyer|attorney)\b/,
      /^(?:lawyer|attorney)$/,
      /\b(?:call|calling|contact|contacting|hear from|talk to) (?:a|an) (?:lawyer|attorney)\b/,
      /\b(?:sue|suing) (?:you|u|yall|your)\b/,
      /\b(?:legal action|cease and desist|tcpa|do not call (?:list|registry)|do not contact list|dnc list)\b/,
      /\b(?:stop|this is) (?:harassing|harassment)\b|\bharassing me\b/,
      /\breport(?:ing|ed)? (?:you|u|this|it)(?: number)? (?:as|for|to)\b|\breport(?:ing)? you\b/,
      /\b(?:revoke|withdraw)(?:ing)? (?:my )?consent\b|\b(?:do not|dont|don t|never) consent(?:ed)?\b/,
      /^(?:go away|get lost)$|\b(?:fuck|f|piss|bugger) off\b/,
    ],
  },
  es: {
    optOut: [
      ...[
        'alto',
        'parar',
        'pare',
        'paren',
        'detener',
        'baja',
        'dar de baja',
        'darme de baja',
        'dame de baja',
        'cancelar',
      ],
      ...['salir', 'desuscribir', 'desuscribirme', 'desuscribirse'],
    ],
    optIn: [],
    optInAgain: ['si', 'iniciar', 'comenzar', 'alta', 'reanudar'],
    help: ['ayuda'],
    nearOptOut: [
      /^(?:ya )?no mas(?: por favor)?$|\bno mas (?:mensajes|textos|sms|spam)\b|^(?:ya )?basta(?: ya)?$/,
      /\bno (?:me |nos )(?:escriban?|mandes?|manden|envien?|envies|contacten?|contactes|molesten?|molestes|texteen?|textees)\b/,
      /\b(?:dej[ea]n?|dejes|paren?|para) (?:de |ya de )(?:mandar|enviar|escribir|molestar|textear|contactar)/,
      /\b(?:numero|persona|telefono) (?:equivocad[oa]|incorrect[oa])\b|\bse equivoco de (?:numero|persona)\b/,
      /\b(?:quite|quiten|quita|borre|borren|borra|elimine|eliminen|elimina|saque|saquen|saca|remueva)(?:me|nme|n me)\b/,
      /\b(?:borren?|eliminen?|quiten?|saquen?) mi (?:numero|telefono|nombre)\b/,
      /\b(?:darme|deme|denme|dame) de baja\b/,
      /\bno (?:quiero|deseo) (?:recibir|mas (?:mensajes|textos|sms)|que me (?:escriban|contacten|manden))\b/,
      /\b(?:mi|con mi) abogad[oa]\b/,
      /\bdej(?:en|e|a)me en paz\b/,
    ],
  },
  fr: {
    optOut: [
      ...[
        'arret',
        'arrete',
        'arretez',
        'arreter',
        'arrett',
        'desabonner',
        'desabonnement',
        'desabonnez moi',
        'me desabonner',
      ],
      ...['desinscription', 'desinscrire', 'desinscrivez moi', 'resilier'],
    ],
    optIn: [],
    optInAgain: ['oui', 'demarrer', 'reprendre', 'reabonner'],
    help: ['aide'],
    nearOptOut: [
      /\barret(?:e|er|ez)? (?:de (?:m|me|nous)\b|les? (?:sms|messages?|textos?)\b|vos |ces |tout|svp|s il|ca\b|cela|maintenant|moi)/,
      /^(?:stop|arret|arretez) (?:svp|stp|merci|s il vous plait|s il te plait|sms|aux sms|les sms|tout)$/,
      /\bne (?:me |m |nous )(?:contactez|ecrivez|envoyez|textez|derangez|contacte|ecris|envoie) (?:plus|pas)\b/,
      /\b(?:plus|pas) de (?:messages?|textos?|sms)\b(?! (?:a|de|avant|apres))/,
      /\b(?:mauvais|faux) numero\b|\berreur de (?:numero|personne|destinataire)\b|\btromp\w* de (?:numero|personne)\b/,
      /\b(?:desabonn|desinscri)\w*/,
      /\b(?:retirez|supprimez|enlevez|effacez|rayez) (?:moi|mon (?:numero|nom|contact))\b/,
      /\blaissez (?:moi|nous) tranquilles?\b|\bfichez moi la paix\b/,
      /\b(?:je ne veux plus|je veux plus|ne souhaite plus) (?:recevoir|de (?:vos|ces)|de (?:messages?|sms|textos?)|etre contact)/,
      /\bmon avocate?\b/,
    ],
  },
  de: {
    optOut: [
      ...[
        'stopp',
        'abmelden',
        'abbestellen',
        'austragen',
        'beenden',
        'kundigen',
        'kuendigen',
        'ende',
        'loschen',
        'loeschen',
      ],
    ],
    optIn: [],
    optInAgain: ['ja', 'starten', 'anmelden', 'fortsetzen'],
    help: ['hilfe'],
    nearOptOut: [
      /^(?:bitte )+(?:stopp?|aufhoren|abmelden|abbestellen|loschen|austragen)$|^(?:stopp?|aufhoren)(?: bitte| jetzt| sofort)*$/,
      /\b(?:keine?|nicht) (?:mehr |weiteren? )*(?:nachrichten?|sms|texte|werbung) (?:mehr|schicken|senden)\b|\bkeine (?:weiteren )?(?:sms|nachrichten)(?: mehr)?(?: bitte)?$/,
      /\b(?:hor|horen|hort)(?: sie| bitte)* auf\b/,
      /\bschreib(?:en|t|e)?(?: sie| bitte)* (?:mir|uns) (?:bitte )?(?:nicht|nie|keine)\b/,
      /\bnicht (?:mehr|langer|wieder) (?:\w+ )?(?:schreiben|kontaktieren|anschreiben|texten|melden|belastigen|kontaktiert werden)\b/,
      /\bkontaktier(?:en|t|e)?(?: sie| bitte)* (?:mich|uns) (?:bitte )?(?:nicht|nie)\b/,
      /\bfalsche(?:r|n)? (?:nummer|person|empfanger)\b|\bverwahlt\b|\bnummer ist falsch\b/,
      /\b(?:von|aus) (?:der|ihrer|eurer|dieser) (?:\w*liste|verteiler)\b|\baus (?:dem|ihrem|eurem) verteiler\b/,
      /\b(?:losch|entfern|streich)(?:en|e|t|n)?(?: sie| bitte)* (?:mich|meine (?:nummer|daten))\b|\bmeine (?:nummer|daten) (?:bitte )?(?:loschen|entfernen)\b/,
      /\blass(?:en|t)?(?: sie| bitte)* (?:mich|uns) in ruhe\b/,
      /\bmelden? (?:sie )?mich (?:bitte )?ab\b|\babmelden\b.*\b(?:sms|liste|nachrichten)\b/,
      /\bmein(?:e|en|em)? anwalt(?:in)?\b/,
    ],
  },
  pt: {
    optOut: ['parar', 'pare', 'parem', 'sair', 'cancelar', 'descadastrar', 'descadastre', 'remover', 'descadastrar me'],
    optIn: [],
    optInAgain: ['sim', 'iniciar', 'comecar', 'voltar'],
    help: ['ajuda'],
    nearOptOut: [
      /\b(?:pare|parem|para|parar|chega) de (?:me )?(?:mandar|enviar|escrever|mandarem|enviarem|contatar|contactar|incomodar|perturbar)/,
      /\bnao (?:me |nos )(?:mandem?|enviem?|escrevam?|contatem?|contactem?|incomodem?|perturbem?)\b/,
      /\b(?:sem|chega de|nada de|nao quero) (?:mais )?(?:mensagens|sms|textos)\b|\bnao quero (?:mais )?receber\b|^nao mais$|^chega$/,
      /\b(?:numero|pessoa|telefone) errad[oa]\b|\bnumero nao e (?:meu|dele|dela)\b/,
      /\bme (?:remova|removam|tire|tirem|retire|retirem|exclua|excluam)\b|\b(?:remova|retire|tire|exclua)m? (?:me|meu (?:numero|nome|telefone))\b/,
      /\bdescadastr\w*/,
      /\bmeu advogado\b|\bminha advogada\b/,
      /\bme deixem? em paz\b/,
    ],
  },
  it: {
    optOut: [
      'ferma',
      'fermate',
      'disiscrivi',
      'disiscrivimi',
      'disiscrizione',
      'annulla',
      'cancellami',
      'rimuovimi',
      'cancella',
    ],
    optIn: [],
    optInAgain: ['riprendi', 'iscrivimi', 'inizia'],
    help: ['aiuto'],
    nearOptOut: [
      /\b(?:smett(?:ete|ila|etela|i|a)|finitela|piantatela)\b/,
      /^basta(?: cosi| per favore| grazie)?$|\b(?:basta|niente|stop)(?: piu)?(?: con)?(?: i| gli| questi)? (?:messaggi|sms)\b/,
      /\bnon (?:mi )?(?:scrivetemi|contattatemi|mandatemi|inviatemi|scrivermi|contattarmi|mandarmi|inviarmi|disturbatemi|disturbarmi|scrivete|contattate|mandate|inviate)\b/,
      /\b(?:numero|persona) sbagliat[oa]\b|\bsbagliato (?:numero|persona)\b/,
      /\b(?:cancellatemi|rimuovetemi|toglietemi|eliminatemi|toglimi)\b|\b(?:cancellate|rimuovete|togliete) il mio numero\b/,
      /\bdisiscri\w*/,
      /\blasciatemi (?:in pace|stare)\b/,
      /\bnon voglio (?:piu )?(?:ricevere|messaggi|sms)\b/,
      /\b(?:mio avvocato|mia avvocata)\b/,
    ],
  },
};
