from rusta_model.data.cli import main

if __name__ == "__main__":
    main(prog_name="rusta data")
