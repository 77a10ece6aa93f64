# Completion for bash: source it from ~/.bashrc, or copy it to /etc/bash_completion.d/sarf.
# Commands and options are those of the installed program's own help.
_sarf() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=''
  COMPREPLY=()
  case $before in
    --out | --registry | --ledger)
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    --lang)
      mapfile -t COMPREPLY < <(compgen -W 'en fr' -- "$word")
      return
      ;;
    --gap)
      mapfile -t COMPREPLY < <(compgen -W 'owed void' -- "$word")
      return
      ;;
  esac
  if ((COMP_CWORD == 1)); then
    words=$("$program" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\).*/\1/p')
  elif [[ $word == -* ]]; then
    words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+')
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _sarf sarf
