"""Words of everyday support with one letter wrong: "pasword", "conexion". A person in a hurry writes them, and names nobody.

Two words are one slip apart when they are the same after at most one letter is taken out of each: a letter too many,
missing, wrong, or changed with its neighbour (the symmetric delete method of W. Garbe's SymSpell, 2012).
"""

from functools import lru_cache

SHORTEST = 7  # letters; of shorter words names are made
_WORDS = frozenset(
    """
    account adaptateur adapter afternoon antenne anything application applications aujourdhui authentication
    authentification batterie battery boitier bonjour bonsoir browser certificat certificate charger chargeur
    clavier clients colleague colleagues collegue collegues computer computers connecte connected connecter
    connecting connection connections connexion connexions coupure coupures customer customers debranche debrancher
    deconnecte deconnecter deconnexion deconnexions desktop disconnect disconnected disconnects dossier dossiers
    download erreurs ethernet evening everything expired fichier fichiers fonctionnait fonctionne fonctionner
    headset identifiant impossible imprimante imprimer install installe installed installer internet keyboard
    lecteur lecteurs lenteur lenteurs licence licences logiciel logiciels lorsque manager marchait meeting meetings
    message messagerie messages microphone monitor morning navigateur network networks nothing ordinateur
    ordinateurs outlook parametres parfois partage partages password passwords pendant printer problem probleme
    problemes problems quelques rapidement rebooted rebranche rebrancher reconnect reconnecting redemarrage
    redemarrages redemarre redemarrer reseaux responsable restart restarted restarting reunion reunions routeur
    servers serveur serveurs service services session sessions settings someone something souvent speaker
    synchronisation systeme telecharger telephone teletravail tomorrow toujours uninstall updated updating username
    webpage website windows wireless working yesterday
    """.split()  # noqa: SIM905  # a list has one word a line
)


@lru_cache(maxsize=4096)
def is_slip(word: str) -> bool:
    """Whether a word of small letters without accents is one of support with a slip in it."""
    if len(word) < SHORTEST - 1:
        return False
    shorter = _without_one(word)
    return word in _SHORTER or not _SHORTER.isdisjoint(shorter) or not _WORDS.isdisjoint(shorter)


def _without_one(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_SHORTER = frozenset(shorter for word in _WORDS for shorter in _without_one(word))
